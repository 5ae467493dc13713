package demo

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/rs/zerolog"

	"croupier/games"
	"croupier/players"
	"croupier/rooms"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

// What the demo gives, in minor units of FUN.
const (
	welcomeMinor money.Amount = 1_000_00 // to whoever is new
	topUpMinor   money.Amount = 1_000_00 // to whoever is broke
	brokeMinor   money.Amount = 10_00    // below it, one is
)

// Logins are the demo's people. Their passwords are no secret: the demo is for
// a loopback address.
var Logins = []players.DemoPerson{
	{Name: "alice", Password: "demo-alice", Role: players.RolePlayer},
	{Name: "bob", Password: "demo-bob", Role: players.RolePlayer},
	{Name: "carol", Password: "demo-carol", Role: players.RolePlayer},
	{Name: "olivia", Password: "demo-olivia", Role: players.RoleOperator},
}

// Deps are what the demo stands on.
type Deps struct {
	DB     *store.DB
	People *players.People
	// Purse tells a player's connections of a top-up; nil: nobody is told.
	Purse rooms.Purse
	// Anywhere opens the door for test players to every address, not loopback's
	// only (CROUPIER_DEMO=force).
	Anywhere bool
	Log      zerolog.Logger
}

// Demo is the demo of one house. Its methods may be called concurrently.
type Demo struct{ Deps }

// New makes a demo; nothing happens before it is asked.
func New(d Deps) *Demo { return &Demo{d} }

// Seated is a bot and the room that it plays in.
type Seated struct {
	Room   games.RoomID
	Player players.Player
}

// Seed makes the demo's people and bots where they are missing. A name that
// somebody else took before stays theirs, and is logged.
func (d *Demo) Seed(ctx context.Context, tables []Table) ([]Seated, error) {
	for _, person := range Logins {
		_, err := d.seedOne(ctx, func(tx store.Tx) (players.Player, bool, error) {
			return d.People.EnsureDemo(ctx, tx, person)
		})
		if err != nil && !errors.Is(err, errNotOurs) {
			return nil, fmt.Errorf("demo: seed %s: %w", person.Name, err)
		}
	}
	var seated []Seated
	for _, table := range tables {
		for _, name := range table.Bots {
			bot, err := d.seedOne(ctx, func(tx store.Tx) (players.Player, bool, error) {
				return d.People.EnsureBot(ctx, tx, name)
			})
			if err != nil {
				return nil, fmt.Errorf("demo: seed bot %s: %w", name, err)
			}
			seated = append(seated, Seated{table.Room, bot})
		}
	}
	return seated, nil
}

var errNotOurs = errors.New("demo: the name is somebody's")

// seedOne makes a person and an account, both or neither.
func (d *Demo) seedOne(ctx context.Context, ensure func(store.Tx) (players.Player, bool, error)) (players.Player, error) {
	var player players.Player
	err := store.InTx(ctx, d.DB.App, func(tx store.Tx) error {
		var err error
		if player, _, err = ensure(tx); err != nil {
			return err
		}
		if !player.Demo {
			d.Log.Warn().Str("name", player.Name).Msg("this demo name belongs to a registered player; its printed password does not apply")
			return errNotOurs
		}
		if player.Role != players.RolePlayer {
			return nil // an operator has no account
		}
		if err := wallet.Open(ctx, tx, wallet.CashOf(player.ID, money.FUN)); err != nil {
			return err
		}
		return d.Welcome(ctx, tx, player)
	})
	return player, err
}

// Welcome puts the first money into a player's account, once for ever, in the
// caller's transaction.
func (d *Demo) Welcome(ctx context.Context, tx store.Tx, player players.Player) error {
	_, err := wallet.TopUps(ctx, tx, wallet.Deposit{Player: player.ID, Currency: money.FUN, Amount: welcomeMinor,
		Ref: reference("welcome", player.ID)})
	return err
}

// reference names what a player is given once.
func reference(what string, player games.PlayerID) [16]byte {
	text := binary.BigEndian.AppendUint64([]byte("croupier.demo."+what+".v1"), uint64(player))
	sum := sha256.Sum256(text)
	return [16]byte(sum[:16])
}

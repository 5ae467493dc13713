package players

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/games"
)

// DemoPerson is someone whom the demo knows by name and password.
type DemoPerson struct {
	Name     string
	Password string
	Role     Role
}

// EnsureDemo finds or makes a demo person, marked as such, in the caller's
// transaction. Someone who exists stays as is, the password too: whether it is
// the demo's person says Demo. fresh says that it was made now.
func (p *People) EnsureDemo(ctx context.Context, tx DB, person DemoPerson) (player Player, fresh bool, err error) {
	return p.ensure(ctx, tx, Player{Name: person.Name, Role: person.Role, Demo: true}, person.Password)
}

// EnsureBot finds or makes a player that plays by itself. Its name gets
// BotPrefix, which no person's can have; it has no credential.
func (p *People) EnsureBot(ctx context.Context, tx DB, name string) (player Player, fresh bool, err error) {
	return p.ensure(ctx, tx, Player{Name: BotPrefix + name, Role: RolePlayer, Bot: true, Demo: true}, "")
}

// ensure makes who is missing; a password of "" is none. Of two that make one
// person at once, the second finds what the first made.
func (p *People) ensure(ctx context.Context, tx DB, who Player, password string) (Player, bool, error) {
	if existing, found, err := p.byName(ctx, tx, who.Name); err != nil || found {
		return existing, false, err
	}
	a := Applicant{}
	if password != "" {
		var err error
		if a.hash, err = p.hasher.hash(ctx, password); err != nil {
			return Player{}, false, err
		}
		a.terms = p.terms
		a.born = time.Date(1990, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	now := p.now()
	id, err := p.insert(ctx, tx, &who, a.terms, now)
	if errors.Is(err, ErrNameTaken) {
		existing, _, err := p.byName(ctx, tx, who.Name)
		return existing, false, err
	}
	if err != nil {
		return Player{}, false, err
	}
	who.ID = id
	return who, true, p.writeSecrets(ctx, tx, id, a, now)
}

func (p *People) byName(ctx context.Context, tx DB, name string) (Player, bool, error) {
	rows, err := tx.Query(ctx, `select `+playerColumns+` from players p where p.name_key = $1`, nameKey(name))
	if err != nil {
		return Player{}, false, fmt.Errorf("players: find a name: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanPlayer)
	if err != nil || len(found) == 0 {
		return Player{}, false, err
	}
	return found[0], true, nil
}

// TestsMax is how many test players one call makes at most.
const TestsMax = 1000

// TestPlayer is a player of a load test with a session that is open.
type TestPlayer struct {
	Player
	Token Token
}

// EnterTests makes n test players (D26) with a session each, in the caller's
// transaction and in two statements whatever n is, 1 to TestsMax.
func (p *People) EnterTests(ctx context.Context, tx DB, n int, from Client) ([]TestPlayer, error) {
	if n < 1 || n > TestsMax {
		return nil, fmt.Errorf("players: %d test players asked for", n)
	}
	now := p.now()
	names, keys := make([]string, n), make([]string, n)
	for i := range names {
		names[i] = testName()
		keys[i] = nameKey(names[i])
	}
	// 60 random bits: a collision is a fault, and fails the call.
	rows, err := tx.Query(ctx, `
		insert into players (name, name_key, role, test, created_at, signed_in_at)
		select name, key, 'player', true, $3, $3 from unnest($1::text[], $2::text[]) as t (name, key)
		returning id, name, role, guest, test, bot, demo`, names, keys, now)
	if err != nil {
		return nil, fmt.Errorf("players: write test players: %w", err)
	}
	made, err := pgx.CollectRows(rows, scanPlayer)
	if err != nil {
		return nil, fmt.Errorf("players: write test players: %w", err)
	}
	return p.openMany(ctx, tx, made, from, now)
}

func (p *People) openMany(ctx context.Context, tx DB, made []Player, from Client, now time.Time) ([]TestPlayer, error) {
	tests := make([]TestPlayer, len(made))
	ids, hashes := make([]games.PlayerID, len(made)), make([][]byte, len(made))
	for i, player := range made {
		token, hash := newToken()
		tests[i] = TestPlayer{Player: player, Token: token}
		ids[i], hashes[i] = player.ID, hash
	}
	_, err := tx.Exec(ctx, `
		insert into sessions (token_hash, player, address, created_at, seen_at, expires_at)
		select hash, player, $3, $4, $4, $5 from unnest($1::bytea[], $2::bigint[]) as t (hash, player)`,
		hashes, ids, address(from), now, now.Add(SessionAbsolute))
	if err != nil {
		return nil, fmt.Errorf("players: open test sessions: %w", err)
	}
	return tests, nil
}

func testName() string {
	var b [8]byte
	rand.Read(b[:]) // never fails: it ends the program instead
	return "test-" + strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))[:12]
}

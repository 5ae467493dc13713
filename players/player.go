package players

import (
	"context"
	"net/netip"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"croupier/games"
)

// Role is what a person may do. The server checks it at every operation.
type Role string

// The roles.
const (
	RolePlayer   Role = "player"
	RoleOperator Role = "operator"
)

// Player is a person as the rest of the house sees one.
type Player struct {
	ID    games.PlayerID
	Name  string
	Role  Role
	Guest bool // one click, no credential
	Test  bool // left out of reports (D26)
	Bot   bool // plays by itself, and its name says so
	Demo  bool // made by the demo's seeding
}

// Client is where a request came from (P11).
type Client struct {
	Address netip.Addr // zero: not over a network
}

// DB is where statements run: a pool or a transaction.
type DB interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Options are what differs between production and tests.
type Options struct {
	Now          func() time.Time // the house's clock (D1); nil: time.Now
	Argon        Argon            // zero: ArgonDefault
	TermsVersion string           // of the terms in force; "": TermsVersionDefault
}

// TermsVersionDefault names the terms that a person accepts (P2).
const TermsVersionDefault = "1"

// People is the door to everyone. Its methods may be called concurrently.
type People struct {
	db      DB
	now     func() time.Time
	hasher  *hasher
	terms   string
	revoked revoked
}

// New serves the people in db.
func New(db DB, o Options) *People {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Argon == (Argon{}) {
		o.Argon = ArgonDefault
	}
	if o.TermsVersion == "" {
		o.TermsVersion = TermsVersionDefault
	}
	return &People{db: db, now: o.Now, hasher: newHasher(o.Argon), terms: o.TermsVersion}
}

// Get finds a player, or returns ErrNoPlayer.
func (p *People) Get(ctx context.Context, id games.PlayerID) (Player, error) {
	rows, err := p.db.Query(ctx, `select `+playerColumns+` from players p where p.id = $1`, id)
	if err != nil {
		return Player{}, err
	}
	found, err := pgx.CollectRows(rows, scanPlayer)
	switch {
	case err != nil:
		return Player{}, err
	case len(found) == 0:
		return Player{}, ErrNoPlayer
	}
	return found[0], nil
}

const playerColumns = `p.id, p.name, p.role, p.guest, p.test, p.bot, p.demo`

func (p *Player) columns() []any {
	return []any{&p.ID, &p.Name, &p.Role, &p.Guest, &p.Test, &p.Bot, &p.Demo}
}

func scanPlayer(row pgx.CollectableRow) (Player, error) {
	var p Player
	err := row.Scan(p.columns()...)
	return p, err
}

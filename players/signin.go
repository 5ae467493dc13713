package players

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/jackc/pgx/v5"
)

// How many failures lock the pair of name and network, and for how long (P7).
// GLI-19 names three in thirty minutes and a second factor to unlock; while
// there is none, five keep a forgetful player in.
const (
	failuresMax    = 5
	failuresWindow = 30 * time.Minute
	failuresSwept  = 10
)

// SignIn opens a session for who knows the password. The errors are
// ErrBadCredentials whichever was wrong, ErrTooManyFailures and ErrBusy.
func (p *People) SignIn(ctx context.Context, name, password string, from Client) (Session, Token, error) {
	pair := pairOf(name, from.Address)
	// The failure is counted before the password is looked at and taken back
	// after: a hundred guesses at once get five answers, not a hundred.
	if err := p.countFailure(ctx, pair); err != nil {
		return Session{}, "", err
	}
	player, err := p.authenticate(ctx, name, password)
	if errors.Is(err, ErrBadCredentials) {
		return Session{}, "", err
	}
	if err != nil {
		return Session{}, "", errors.Join(err, p.takeBackFailure(ctx, pair))
	}
	if err := p.forgetFailures(ctx, pair); err != nil {
		return Session{}, "", err
	}
	session, token, err := p.open(ctx, p.db, player, from, p.now())
	if err != nil {
		return Session{}, "", err
	}
	return session, token, p.trim(ctx, player.ID, session.ID)
}

// authenticate hashes exactly once, whether the name exists or not (P6).
func (p *People) authenticate(ctx context.Context, name, password string) (Player, error) {
	var player Player
	var hash string
	into := append([]any{&hash}, player.columns()...)
	err := p.db.QueryRow(ctx, `
		select c.hash, `+playerColumns+`
		from players p join player_credentials c on c.player = p.id where p.name_key = $1`,
		nameKey(name)).Scan(into...)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return Player{}, fmt.Errorf("players: find a credential: %w", err)
	}
	same, err := p.hasher.verify(ctx, hash, password)
	switch {
	case err != nil:
		return Player{}, err
	case !same:
		return Player{}, ErrBadCredentials
	case p.hasher.weak(hash):
		return player, p.rehash(ctx, player, password)
	}
	return player, nil
}

func (p *People) rehash(ctx context.Context, player Player, password string) error {
	hash, err := p.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	_, err = p.db.Exec(ctx, `update player_credentials set hash = $2, changed_at = $3 where player = $1`,
		player.ID, hash, p.now())
	if err != nil {
		return fmt.Errorf("players: renew a hash: %w", err)
	}
	return nil
}

// pairOf is the key of a name, existing or not, and a network: an IPv4 address,
// or the /64 of an IPv6 one, which one subscriber owns whole.
func pairOf(name string, from netip.Addr) []byte {
	from = from.Unmap().WithZone("")
	network := from.String()
	if from.Is6() {
		if prefix, err := from.Prefix(64); err == nil {
			network = prefix.String()
		}
	}
	sum := sha256.Sum256([]byte(network + "\n" + nameKey(name)))
	return sum[:]
}

func (p *People) countFailure(ctx context.Context, pair []byte) error {
	now := p.now()
	var failures int
	var until time.Time
	// A locked pair is not counted further: the lock ends when it said it would.
	// Each count sweeps more than it adds, so that the table holds little beyond
	// the last half hour's pairs, however many names somebody tries.
	err := p.db.QueryRow(ctx, `
		with swept as (delete from sign_in_failures where pair in (
			select pair from sign_in_failures where until < $2 and pair <> $1 limit $5 for update skip locked))
		insert into sign_in_failures as f (pair, failures, since, until) values ($1, 1, $2, $3)
		on conflict (pair) do update set
			failures = case when f.until <= $2 then 1 else least(f.failures, $4) + 1 end,
			since    = case when f.until <= $2 then $2 else f.since end,
			until    = case when f.until <= $2 or f.failures < $4 then $3 else f.until end
		returning failures, until`, pair, now, now.Add(failuresWindow), failuresMax, failuresSwept).Scan(&failures, &until)
	if err != nil {
		return fmt.Errorf("players: count a sign-in: %w", err)
	}
	if failures > failuresMax {
		return locked(until.Sub(now))
	}
	return nil
}

func (p *People) takeBackFailure(ctx context.Context, pair []byte) error {
	_, err := p.db.Exec(context.WithoutCancel(ctx),
		`update sign_in_failures set failures = greatest(failures - 1, 0) where pair = $1`, pair)
	if err != nil {
		return fmt.Errorf("players: take back a sign-in: %w", err)
	}
	return nil
}

// forgetFailures clears the pair.
func (p *People) forgetFailures(ctx context.Context, pair []byte) error {
	if _, err := p.db.Exec(ctx, `delete from sign_in_failures where pair = $1`, pair); err != nil {
		return fmt.Errorf("players: forget failed sign-ins: %w", err)
	}
	return nil
}

package players

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/games"
)

// SessionID names a session in logs and to sockets. It opens nothing: only the
// token does.
type SessionID int64

// Token is what a client presents: 256 random bits, base64url without padding.
// It is never stored and never logged.
type Token string

// Session is a login that is good at the moment it was looked up.
type Session struct {
	ID         SessionID
	Player     Player
	CreatedAt  time.Time
	ExpiresAt  time.Time // at the latest (P8)
	PreviousAt time.Time // the sign-in before this one (P10); zero: there was none
}

// How long a session lasts (P8).
const (
	SessionIdle     = 30 * time.Minute
	SessionAbsolute = 30 * 24 * time.Hour
	// SessionsMax is how many live sessions a player may have: a few devices and
	// what was never signed out of. One more ends the one that was unused for
	// longest, and its sockets (P11).
	SessionsMax = 20
	// sessionSlide is how often use is written: a row a minute, not a row a request.
	sessionSlide = time.Minute
)

const tokenBytes = 32

// live is what makes a session good, $1 being now and $2 the idle limit. A
// session that slid up to a minute late ends up to a minute early, never late.
const live = `s.ended_at is null and s.expires_at > $1 and s.seen_at > $1::timestamptz - $2::interval`

func newToken() (Token, []byte) {
	raw := make([]byte, tokenBytes)
	rand.Read(raw) // never fails: it ends the program instead
	t := Token(base64.RawURLEncoding.EncodeToString(raw))
	return t, t.hash()
}

func (t Token) hash() []byte {
	sum := sha256.Sum256([]byte(t))
	return sum[:]
}

// String hides the token from logs.
func (t Token) String() string { return "token" }

// open writes a new session. A token is never taken over from before the
// sign-in (session fixation, B48).
func (p *People) open(ctx context.Context, db DB, player Player, from Client, now time.Time) (Session, Token, error) {
	token, hash := newToken()
	s := Session{Player: player, CreatedAt: now, ExpiresAt: now.Add(SessionAbsolute)}
	var previous *time.Time
	err := db.QueryRow(ctx, `
		with was as materialized (select signed_in_at from players where id = $1 for no key update),
		     now_in as (update players set signed_in_at = $4 where id = $1)
		insert into sessions (token_hash, player, address, created_at, seen_at, expires_at, previous_at)
		select $2, $1, $3, $4, $4, $5, signed_in_at from was
		returning id, previous_at`,
		player.ID, hash, address(from), now, s.ExpiresAt).Scan(&s.ID, &previous)
	if err != nil {
		return Session{}, "", fmt.Errorf("players: open a session: %w", err)
	}
	if previous != nil {
		s.PreviousAt = *previous
	}
	return s, token, nil
}

func address(from Client) *netip.Addr {
	if !from.Address.IsValid() {
		return nil
	}
	a := from.Address.Unmap().WithZone("")
	return &a
}

// Session finds the live session of a token, or returns ErrNoSession: for a
// token that never was, one that ended and one that idled alike. Finding it
// counts as use.
func (p *People) Session(ctx context.Context, token Token) (Session, error) {
	now := p.now()
	var s Session
	var seen time.Time
	var previous *time.Time
	into := append([]any{&s.ID, &s.CreatedAt, &s.ExpiresAt, &seen, &previous}, s.Player.columns()...)
	err := p.db.QueryRow(ctx, `
		select s.id, s.created_at, s.expires_at, s.seen_at, s.previous_at, `+playerColumns+`
		from sessions s join players p on p.id = s.player
		where s.token_hash = $3 and `+live, now, SessionIdle, token.hash()).Scan(into...)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return Session{}, ErrNoSession
	case err != nil:
		return Session{}, fmt.Errorf("players: find a session: %w", err)
	}
	if previous != nil {
		s.PreviousAt = *previous
	}
	if now.Sub(seen) >= sessionSlide {
		if err := p.Touch(ctx, []SessionID{s.ID}); err != nil {
			return Session{}, err
		}
	}
	return s, nil
}

// Touch counts as use of sessions whose sockets were active. A session that is
// over stays over.
func (p *People) Touch(ctx context.Context, ids []SessionID) error {
	now := p.now()
	_, err := p.db.Exec(ctx, `
		update sessions s set seen_at = $1
		where s.id = any($3) and s.seen_at <= $1::timestamptz - $4::interval and `+live,
		now, SessionIdle, ids, sessionSlide)
	if err != nil {
		return fmt.Errorf("players: touch sessions: %w", err)
	}
	return nil
}

// CheckMany says which of the sessions are over, in one statement: for sockets,
// whose sessions may have ended on another node or idled out. With an error
// nothing is known of any.
func (p *People) CheckMany(ctx context.Context, ids []SessionID) (over []SessionID, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := p.db.Query(ctx, `
		select k.id from unnest($3::bigint[]) as k (id)
		where not exists (select 1 from sessions s where s.id = k.id and `+live+`)`, p.now(), SessionIdle, ids)
	if err != nil {
		return nil, fmt.Errorf("players: check sessions: %w", err)
	}
	over, err = pgx.CollectRows(rows, pgx.RowTo[SessionID])
	if err != nil {
		return nil, fmt.Errorf("players: check sessions: %w", err)
	}
	return over, nil
}

// trim ends the player's sessions beyond SessionsMax, those first that were
// unused for longest. Sign-ins beside each other each trim after their own, so
// the last one finds all.
func (p *People) trim(ctx context.Context, player games.PlayerID, newest SessionID) error {
	return p.end(ctx, `s.id in (select id from sessions where player = $2 and ended_at is null
		order by id = $3 desc, seen_at desc, id desc offset $4)`, player, newest, SessionsMax)
}

// SignOut ends a session. It is no error to end one twice.
func (p *People) SignOut(ctx context.Context, id SessionID) error {
	return p.end(ctx, `s.id = $2`, id)
}

// RevokeAll ends every session of a player.
func (p *People) RevokeAll(ctx context.Context, player games.PlayerID) error {
	return p.end(ctx, `s.player = $2`, player)
}

func (p *People) end(ctx context.Context, which string, args ...any) error {
	rows, err := p.db.Query(ctx, `update sessions s set ended_at = $1
		where s.ended_at is null and `+which+` returning s.id`, append([]any{p.now()}, args...)...)
	if err != nil {
		return fmt.Errorf("players: end a session: %w", err)
	}
	ended, err := pgx.CollectRows(rows, pgx.RowTo[SessionID])
	if err != nil {
		return fmt.Errorf("players: end a session: %w", err)
	}
	p.revoked.tell(ended)
	return nil
}

// revoked is who wants to hear of ended sessions.
type revoked struct {
	mu    sync.Mutex
	calls []func([]SessionID)
}

// OnRevoked registers a call for sessions that ended on this node, so that
// their sockets close at once (B48). It is called after the end is durable, by
// the goroutine that ended them, and must not block.
func (p *People) OnRevoked(call func([]SessionID)) {
	p.revoked.mu.Lock()
	defer p.revoked.mu.Unlock()
	p.revoked.calls = append(p.revoked.calls, call)
}

func (r *revoked) tell(ids []SessionID) {
	if len(ids) == 0 {
		return
	}
	r.mu.Lock()
	calls := r.calls[:len(r.calls):len(r.calls)]
	r.mu.Unlock()
	for _, call := range calls {
		call(ids)
	}
}

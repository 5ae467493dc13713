package gateway

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"

	"croupier/games"
	"croupier/players"
	"croupier/rooms"
)

// How long tokens live.
const (
	// TicketLifeMs is a ticket's life from its making (ASVS 4.4.3, B48).
	TicketLifeMs = 30_000
	// ResumeLifeMs is a resume token's; a connection that lives is given a new
	// one every half of it, so that one which is lost has at least half left.
	ResumeLifeMs = 600_000
)

// ErrBadToken says that a ticket or resume token is forged, expired, used, or
// made for another node. Which of them is for the log alone.
var ErrBadToken = errors.New("gateway: bad token")

// Identity is for whom a connection acts. It comes out of an authenticated
// session over HTTP and travels inside sealed tokens.
type Identity struct {
	Player  games.PlayerID    `json:"p"`
	Name    string            `json:"n"`
	Role    players.Role      `json:"r"`
	Session players.SessionID `json:"s"`
	EndsMs  int64             `json:"e,omitempty"` // the session's absolute end; 0: not known
	Test    bool              `json:"t,omitempty"` // left out of reports (D26)
}

// ticket is what a sealed ticket says.
type ticket struct {
	ID       tokenID         `json:"id"`
	Node     string          `json:"node"`
	Run      tokenID         `json:"run"`
	UntilMs  games.Moment    `json:"until"`
	Who      Identity        `json:"who"`
	Balances []rooms.Balance `json:"bal,omitempty"`
}

// resume is what a sealed resume token says: the n-th of its line.
type resume struct {
	Line    tokenID      `json:"line"`
	N       uint64       `json:"k"`
	UntilMs games.Moment `json:"until"`
	Who     Identity     `json:"who"`
}

// Tokens makes and redeems tickets and resume tokens. Both are sealed
// (XChaCha20-Poly1305), so that a page's scripts cannot read a session's number
// out of them. Safe for concurrent use.
//
// A ticket names this run of this node, so one from before a restart is
// refused though its use was forgotten. A resume token is good at any node that
// has the key; each node knows only of the uses that it saw, so a copy used at
// another node opens a second connection until the session ends.
type Tokens struct {
	node    string
	run     tokenID
	clock   rooms.Clock
	random  io.Reader
	tickets cipher.AEAD
	resumes cipher.AEAD

	usedTickets *once
	usedResumes *once
}

// NewTokens derives its keys from key, which all nodes share. node is this
// node's name. random is cryptographic and safe for concurrent use.
func NewTokens(key [32]byte, node string, clock rooms.Clock, random io.Reader) (*Tokens, error) {
	t := &Tokens{node: node, clock: clock, random: random,
		usedTickets: newOnce(TicketLifeMs), usedResumes: newOnce(ResumeLifeMs)}
	var err error
	if t.run, err = t.newID(); err != nil {
		return nil, err
	}
	if t.tickets, err = derive(key, "croupier.ticket.v1"); err != nil {
		return nil, err
	}
	t.resumes, err = derive(key, "croupier.resume.v1")
	return t, err
}

func derive(key [32]byte, label string) (cipher.AEAD, error) {
	sub, err := hkdf.Key(sha256.New, key[:], nil, label, chacha20poly1305.KeySize)
	if err != nil {
		return nil, fmt.Errorf("gateway: derive %s: %w", label, err)
	}
	return chacha20poly1305.NewX(sub)
}

// Ticket makes a ticket for an authenticated session. balances are what the
// player's accounts held when the session was looked up, so that the
// connection needs no look of its own.
func (t *Tokens) Ticket(who Identity, balances ...rooms.Balance) (text string, expires games.Moment, err error) {
	id, err := t.newID()
	if err != nil {
		return "", 0, err
	}
	expires = t.bounded(who, TicketLifeMs)
	text, err = t.seal(t.tickets, ticket{ID: id, Node: t.node, Run: t.run, UntilMs: expires, Who: who, Balances: balances})
	return text, expires, err
}

func (t *Tokens) redeemTicket(text string) (ticket, error) {
	var got ticket
	if err := open(t.tickets, text, &got); err != nil {
		return ticket{}, err
	}
	now := t.clock.Now()
	switch {
	case got.Node != t.node || got.Run != t.run:
		return ticket{}, fmt.Errorf("%w: for another node or run", ErrBadToken)
	case now >= got.UntilMs:
		return ticket{}, fmt.Errorf("%w: expired", ErrBadToken)
	case !t.usedTickets.use(got.ID, 1, now):
		return ticket{}, fmt.Errorf("%w: used", ErrBadToken)
	}
	return got, nil
}

// resumeToken makes the n-th token of a line of connections.
func (t *Tokens) resumeToken(line tokenID, n uint64, who Identity) (string, error) {
	return t.seal(t.resumes, resume{Line: line, N: n, UntilMs: t.bounded(who, ResumeLifeMs), Who: who})
}

func (t *Tokens) redeemResume(text string) (resume, error) {
	var got resume
	if err := open(t.resumes, text, &got); err != nil {
		return resume{}, err
	}
	now := t.clock.Now()
	switch {
	case now >= got.UntilMs:
		return resume{}, fmt.Errorf("%w: expired", ErrBadToken)
	case !t.usedResumes.use(got.Line, got.N, now):
		return resume{}, fmt.Errorf("%w: used", ErrBadToken)
	}
	return got, nil
}

// bounded is the end of a life that begins now, or of the session before it.
func (t *Tokens) bounded(who Identity, lifeMs games.Moment) games.Moment {
	until := t.clock.Now() + lifeMs
	if who.EndsMs > 0 {
		until = min(until, games.Moment(who.EndsMs))
	}
	return until
}

func (t *Tokens) newID() (id tokenID, err error) {
	if _, err = io.ReadFull(t.random, id[:]); err != nil {
		err = fmt.Errorf("gateway: no randomness: %w", err)
	}
	return id, err
}

func (t *Tokens) seal(box cipher.AEAD, claims any) (string, error) {
	plain, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("gateway: encode a token: %w", err)
	}
	sealed := make([]byte, box.NonceSize(), box.NonceSize()+len(plain)+box.Overhead())
	if _, err := io.ReadFull(t.random, sealed); err != nil {
		return "", fmt.Errorf("gateway: no randomness: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(box.Seal(sealed, sealed, plain, nil)), nil
}

func open(box cipher.AEAD, text string, claims any) error {
	// A token has one spelling; the decoder would skip line ends.
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(sealed) < box.NonceSize() || strings.ContainsAny(text, "\r\n") {
		return fmt.Errorf("%w: not a token", ErrBadToken)
	}
	plain, err := box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], nil)
	if err != nil {
		return fmt.Errorf("%w: forged", ErrBadToken)
	}
	if err := json.Unmarshal(plain, claims); err != nil {
		return fmt.Errorf("%w: %w", ErrBadToken, err)
	}
	return nil
}

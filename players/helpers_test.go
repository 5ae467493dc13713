package players

import (
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/internal/dbtest"
	"croupier/store"
)

// argonTest is as weak as Argon2id can be: tests look at what is hashed, not
// at how hard it is.
var argonTest = Argon{MemoryKiB: 64, Time: 1, Threads: 1}

// clock is a house clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type house struct {
	*People
	db    *store.DB
	clock *clock
}

func newHouse(t *testing.T) *house {
	db := dbtest.New(t)
	c := &clock{now: time.Date(2026, time.March, 14, 15, 9, 26, 0, time.UTC)}
	return &house{New(db.App, Options{Now: c.Now, Argon: argonTest}), db, c}
}

var home = Client{Address: netip.MustParseAddr("192.0.2.7")}

func ada() Registration {
	return Registration{Name: "Ada", Password: "correct horse", BirthDate: "1990-12-10", Accept: true}
}

// enter registers someone as the door does.
func (h *house) enter(t *testing.T, r Registration) (Session, Token) {
	t.Helper()
	s, token, err := h.tryEnter(t, r)
	require.NoError(t, err)
	return s, token
}

func (h *house) tryEnter(t *testing.T, r Registration) (s Session, token Token, err error) {
	t.Helper()
	a, err := h.Prepare(t.Context(), r)
	if err != nil {
		return s, "", err
	}
	err = store.InTx(t.Context(), h.db.App, func(tx store.Tx) error {
		var err error
		s, token, err = h.Enter(t.Context(), tx, a, home)
		return err
	})
	return s, token, err
}

func (h *house) count(t *testing.T, sql string, args ...any) (n int) {
	t.Helper()
	require.NoError(t, h.db.App.QueryRow(t.Context(), sql, args...).Scan(&n))
	return n
}

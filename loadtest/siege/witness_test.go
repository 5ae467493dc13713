package siege

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"croupier/server/wire"
)

// outcomes are the events that tell what a round's outcome is.
var outcomes = []string{"result", "voided", wire.EventRevealed}

// witness watches rooms at one server over one connection, and at each frame
// that tells an outcome asks the database whether that outcome is there, and who
// wrote it (B33, B26).
type witness struct {
	ws   *websocket.Conn
	db   *pgxpool.Pool
	done chan struct{}

	mu     sync.Mutex
	told   map[int64]bool // rounds whose outcome was told
	early  []string       // told and not there, or written by another term than the frame's
	frames int            // of any kind
}

// newWitness connects and joins the rooms, as somebody who only watches.
func newWitness(t *testing.T, db *pgxpool.Pool, url string, rooms ...int64) *witness {
	t.Helper()
	ws, _, err := websocket.Dial(t.Context(), url+"/ws", &websocket.DialOptions{Subprotocols: []string{wire.Subprotocol},
		HTTPHeader: http.Header{"X-Croupier-Client": {"siege-witness"}}})
	require.NoError(t, err)
	ws.SetReadLimit(1 << 20)
	w := &witness{ws: ws, db: db, done: make(chan struct{}), told: map[int64]bool{}}
	t.Cleanup(w.close)
	go w.read()
	require.NoError(t, w.write(wire.Hello{T: wire.THello, VMin: 1, VMax: 1, Client: "siege-witness"}))
	for _, room := range rooms {
		require.NoError(t, w.write(wire.Join{T: wire.TJoin, Room: room}))
	}
	return w
}

// close ends the connection and waits for its reader.
func (w *witness) close() {
	_ = w.ws.CloseNow() // the server may have done so
	<-w.done
}

// gone says that the server has ended the connection.
func (w *witness) gone() bool {
	select {
	case <-w.done:
		return true
	default:
		return false
	}
}

func (w *witness) write(message any) error {
	text, err := json.Marshal(message)
	if err != nil {
		return err
	}
	return w.ws.Write(context.Background(), websocket.MessageText, text)
}

func (w *witness) read() {
	defer close(w.done)
	for {
		_, text, err := w.ws.Read(context.Background())
		if err != nil {
			return
		}
		var frame wire.Table
		err = json.Unmarshal(text, &frame)
		w.mu.Lock()
		w.frames++
		if err != nil {
			w.early = append(w.early, err.Error())
		}
		w.mu.Unlock()
		if frame.T != wire.TTable {
			continue
		}
		for i := range frame.Events {
			if slices.Contains(outcomes, frame.Events[i].Type) {
				w.look(frame.Term, &frame.Events[i])
			}
		}
	}
}

// look asks for the row of the round's end.
func (w *witness) look(term int64, e *wire.Event) {
	ctx, cancel := context.WithTimeout(context.Background(), readOnce)
	defer cancel()
	var phase int
	var wrote int64
	err := w.db.QueryRow(ctx, `select r.phase, l.term from rounds r
join lateral (select term from log where room=r.room and seq<=r.ended_seq order by seq desc limit 1) l on true
where r.id=$1 and r.phase>2`, e.Round).Scan(&phase, &wrote)
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		w.early = append(w.early, fmt.Sprintf("%s of round %d was told before it was there", e.Type, e.Round))
	case err != nil:
		w.early = append(w.early, err.Error())
	case wrote != term:
		w.early = append(w.early, fmt.Sprintf("%s of round %d was told in term %d, and written in term %d", e.Type, e.Round, term, wrote))
	default:
		w.told[e.Round] = true
	}
}

// rounds are how many rounds' outcomes were told and found.
func (w *witness) rounds() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.told)
}

// wrongs are the outcomes that were told and should not have been.
func (w *witness) wrongs() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.early)
}

// seen waits until the witness has got a frame, which it does when it has joined.
func (w *witness) seen(h *house) error {
	return h.within(2*time.Second, "the witness is in its rooms", func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.frames > 1
	})
}

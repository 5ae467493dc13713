package swarm

import (
	"encoding/json"
	"sync"

	"croupier/server/wire"
)

// moments tells one waiter of a moment in any round, as an observer hears of it: the
// type of an event, such as "shuffled", or of what a table waits for from then on, such
// as "turn:act". Many goroutines use it.
type moments struct {
	mu   sync.Mutex
	want string
	hit  chan struct{}
}

// await is closed when the moment is heard next. It takes the place of the one before.
func (m *moments) await(moment string) <-chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.want, m.hit = moment, make(chan struct{})
	return m.hit
}

func (m *moments) heard(e *wire.Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.want == "" || m.want != momentOf(e) {
		return
	}
	close(m.hit)
	m.want = ""
}

func momentOf(e *wire.Event) string {
	var turn struct {
		Stage string `json:"stage"`
	}
	if e.Type != "turn" || json.Unmarshal(e.Body, &turn) != nil {
		return e.Type
	}
	return e.Type + ":" + turn.Stage
}

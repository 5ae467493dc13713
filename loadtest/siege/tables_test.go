package siege

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// times of a table, in milliseconds.
type times struct{ bet, land, pause int }

// table is a line of the tables' file.
func table(room int, game string, zero string, at times) string {
	more := `"firstFour": 120000}`
	if game == "roulette-american" {
		more = `"topLine": 120000}`
	}
	if zero != "" {
		more += fmt.Sprintf(`, "zero": %q`, zero)
	}
	return fmt.Sprintf(`{"room": %d, "name": "Table %d", "game": %q, "rules": 1, "currency": "FUN", "bots": [], "options": {
"betMs": %d, "landMs": %d, "pauseMs": %d, "stepMinor": 100, "spotMinMinor": 100, "tableMaxMinor": 10000000, "allowanceMinor": 100000000000,
"limits": {"straight": 50000, "split": 80000, "street": 100000, "trio": 100000, "corner": 120000, "line": 150000,
"column": 200000, "dozen": 200000, "even": 200000, %s}}`, room, room, game, at.bet, at.land, at.pause, more)
}

// The wheels, and the rule at zero that makes the most of a French one.
var wheels = []struct{ game, zero string }{
	{"roulette-european", ""}, {"roulette-american", ""}, {"roulette-french", "prison"},
}

// mixed are short tables of every wheel: faults fall into every phase.
func mixed() []string {
	return []string{
		table(1, wheels[0].game, wheels[0].zero, times{2500, 300, 200}),
		table(2, wheels[1].game, wheels[1].zero, times{1200, 200, 100}),
		table(3, wheels[2].game, wheels[2].zero, times{1800, 250, 150}),
		table(4, wheels[0].game, wheels[0].zero, times{1500, 200, 100}),
	}
}

// several are tables of one wheel, out of step with each other.
func several(n int, wheel int, at times) []string {
	list := make([]string, n)
	for i := range list {
		w := wheels[(wheel+len(wheels))%len(wheels)]
		list[i] = table(i+1, w.game, w.zero, times{at.bet + 170*i, at.land, at.pause})
	}
	return list
}

// tail is a server's log: a file, and its text for questions.
type tail struct {
	mu   sync.Mutex
	file *os.File
	text strings.Builder
}

func newTail(t *testing.T, name string) *tail {
	t.Helper()
	file, err := os.Create(name)
	require.NoError(t, err)
	t.Cleanup(func() { _ = file.Close() })
	return &tail{file: file}
}

func (l *tail) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(text)
	return l.file.Write(text)
}

// has says whether the server ever said something.
func (l *tail) has(text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Contains(l.text.String(), text)
}

// forget lets has look at what follows only.
func (l *tail) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Reset()
}

// when is the moment at which the server logged a message first.
func (l *tail) when(t *testing.T, message string) time.Time {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.text.String()) {
		var entry struct {
			Time    time.Time
			Message string
		}
		if json.Unmarshal([]byte(line), &entry) == nil && entry.Message == message {
			return entry.Time
		}
	}
	require.Fail(t, "never logged", message)
	return time.Time{}
}

func (l *tail) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	const last = 4000
	text := l.text.String()
	return text[max(0, len(text)-last):]
}

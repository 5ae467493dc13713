package siege

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/internal/bars"
)

// envClock chooses how the wall clock of a server lies.
const envClock = "CROUPIER_TEST_CLOCK"

// lies are the ways in which a wall clock is wrong, and by how much it may be
// seen to be. The monotonic clock of the machine goes on in all of them.
var lies = []struct {
	name string
	by   time.Duration
}{
	{"ahead", time.Hour}, {"behind", -time.Hour}, {"steps-ahead", 5 * time.Second}, {"steps-behind", -5 * time.Second}, {"frozen", 0},
}

// lyingClock is added to the standard library's package time.
const lyingClock = `package time

import "syscall"

var (
	lie, _       = syscall.Getenv("` + envClock + `")
	lieSec       int64
	lieNsec      int32
	lieFrozen    bool
)

// wall is what the wall clock says instead of the truth.
func wall(sec int64, nsec int32, mono int64) (int64, int32) {
	odd := mono/2e9%2 == 1 // it steps every two seconds
	switch {
	case lie == "ahead":
		sec += 3600
	case lie == "behind":
		sec -= 3600
	case lie == "steps-ahead" && odd:
		sec += 5
	case lie == "steps-behind" && odd:
		sec -= 5
	case lie == "frozen":
		if !lieFrozen {
			lieSec, lieNsec, lieFrozen = sec, nsec, true
		}
		sec, nsec = lieSec, lieNsec
	}
	return sec, nsec
}

func init() { Now() } // before there are goroutines
`

// lyingTime makes package time's Now pass through wall.
func lyingTime(t *testing.T) map[string]string {
	t.Helper()
	root, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	src := filepath.Join(strings.TrimSpace(string(root)), "src", "time")
	text, err := os.ReadFile(filepath.Join(src, "time.go"))
	require.NoError(t, err)
	const honest = "func Now() Time {\n\tsec, nsec, mono := runtimeNow()\n"
	require.Equal(t, 1, strings.Count(string(text), honest), "package time has changed")
	changed := strings.Replace(string(text), honest, honest+"\tsec, nsec = wall(sec, nsec, mono)\n", 1)
	dir := t.TempDir()
	files := map[string]string{"time.go": changed, "zlie.go": lyingClock}
	replace := map[string]string{}
	for name, text := range files {
		replace[filepath.Join(src, name)] = filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return replace
}

// TestB28WallClocksLie runs two servers whose wall clocks are an hour off, step
// or stand still, and kills one after the other. Leases, the close of betting and
// tickets go by the database's time and the monotonic clock: nothing changes.
func TestB28WallClocksLie(t *testing.T) {
	t.Parallel()
	run, random := begin(t, "B28", "node clocks ±1 h, ±5 s steps, frozen", bars.N{Commit: 30, Night: 300})
	h := newHouse(t, plan{servers: 2, bots: 30, rate: 150, overlay: lyingTime(t), env: []string{envClock + "=ahead"}})
	var took []time.Duration
	for i := range run.Trials() {
		h.load(random, 3*time.Second)
		h.onTime()
		// The other one takes over, whatever its own clock says.
		victim, lie := i%2, lies[i%len(lies)]
		began := time.Now()
		require.NoError(t, h.kill(victim))
		h.landed(run, "kill with the survivor's clock lying")
		took = append(took, h.playing(began))
		h.onTime()

		n := h.nodes[victim]
		n.Arm(envClock + "=" + lie.name)
		require.NoError(t, h.start(victim), "%s", n.log)
		run.Landed("clock "+lie.name, "", 1)
		h.lies(run, n, lie.name, lie.by)
		h.judge(run)
	}
	h.ends(run)
	require.Less(t, quantile(took, 95), takeoverMax)
	for _, lie := range lies {
		run.Must("seen to lie: " + lie.name)
	}
}

// onTime says that every room's time is the database's.
func (h *house) onTime() {
	h.t.Helper()
	var most float64
	require.NoError(h.t, h.db.QueryRow(h.t.Context(),
		`select max(abs(extract(epoch from clock_timestamp()-last_at)))::float8 from rooms`).Scan(&most))
	const stepMax = 12 // seconds: a deadline after a takeover, and a busy machine
	require.Less(h.t, most, float64(stepMax), "a room's time is off")
}

// lies waits until the date in a server's answers shows that its clock is wrong:
// the fault has landed.
func (h *house) lies(run *bars.Run, n *node, name string, by time.Duration) {
	h.t.Helper()
	began := time.Now()
	var first time.Time
	seen := func() bool {
		said, err := n.date()
		if err != nil {
			return false
		}
		if first.IsZero() {
			first = said
		}
		switch off := time.Until(said); {
		case by > 0:
			return off > by/2
		case by < 0:
			return off < by/2
		default:
			return said.Equal(first) && time.Since(began) > 2*time.Second
		}
	}
	require.NoError(h.t, h.within(aliveMax, "its clock is seen to lie: "+name, seen))
	run.Reached("seen to lie: " + name)
}

// date is what a server takes for the time of day.
func (n *node) date() (time.Time, error) {
	answer, err := http.Get(n.URL() + "/livez")
	if err != nil {
		return time.Time{}, err
	}
	_ = answer.Body.Close() // only the head counts
	return http.ParseTime(answer.Header.Get("Date"))
}

package journal

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/rooms"
	"croupier/wallet/money"
)

// An entry that is put off because somebody holds its account comes before what
// its room submits meanwhile: a room's verdicts come in its own order.
func TestCasePutOffKeepsItsPlace(t *testing.T) {
	t.Parallel()
	w := newWorldOn(t, newDB(t), func(c *Config) { c.Writers = 1 })
	p := w.rich(2, 1000)
	round := w.open(1)
	for range 10 {
		release := w.hold(p[0])
		answers := w.submit(w.j, w.stake(round, p[0], 1))
		for range 8 { // while the first is tried again and again, longer than a batch waits
			time.Sleep(waitMax / 5)
			answers = append(answers, w.submit(w.j, w.stake(round, p[1], 1))...)
		}
		release()
		last := int64(0)
		for _, v := range w.await(answers) {
			require.Equal(t, rooms.Applied, v.Outcome)
			require.Greater(t, v.Seq, last)
			last = v.Seq
		}
	}
	require.Positive(t, skips(w.j), "nothing was put off")
	w.verify()
}

// One refusal by the database proves nothing against an entry that is alone in
// its batch: it is run once more.
func TestCaseAloneRefusedOnce(t *testing.T) {
	t.Parallel()
	w := newWorldOn(t, newDB(t), func(c *Config) { c.Writers = 1 })
	tr := w.traps()
	p := w.rich(1, 100)[0]
	round := w.open(1)
	tr.set(atLog, deniedOnce)
	require.Equal(t, rooms.Applied, w.do(w.stake(round, p, 10)).Outcome)
	require.Equal(t, 1, tr.sprung())
	require.Equal(t, money.Amount(90), w.balance(p))
	w.verify()
}

package swarm

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/sync/errgroup"

	"croupier/loadtest/auditor"
	"croupier/server/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func hexOf(seed [32]byte) string { return hex.EncodeToString(seed[:]) }

// sheet is the rules of the fake table: the felt's 157 spots by their names.
func (h *house) sheet(card wire.Card) map[string]any {
	type spot struct {
		Spot   string `json:"spot"`
		Kind   string `json:"kind"`
		Covers []int  `json:"covers"`
		Pays   int    `json:"pays"`
	}
	names := []string{"trio:0/1/2", "trio:0/2/3", "first-four", "red", "black", "odd", "even", "low", "high"}
	for n := range 37 {
		for _, kind := range []string{"straight", "street", "corner", "line", "column", "dozen"} {
			names = append(names, fmt.Sprintf("%s:%d", kind, n))
		}
		for m := range 37 {
			names = append(names, fmt.Sprintf("split:%d/%d", n, m))
		}
	}
	var spots []spot
	for _, name := range names {
		if covers := auditor.Covers(name); covers != nil {
			kind, _, _ := strings.Cut(name, ":")
			spots = append(spots, spot{name, kind, covers, 36/len(covers) - 1})
		}
	}
	if h.fault == "sheet" {
		spots[0].Pays++
	}
	options, _ := json.Marshal(map[string]any{"stepMinor": 100, "spotMinMinor": 100, "limits": map[string]int64{"straight": 50000}})
	return map[string]any{"card": card, "options": json.RawMessage(options), "sheet": map[string]any{"spots": spots}}
}

// play lets bots play at a house and returns the report.
func play(h *house, during func(s *Swarm)) (Report, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	s, err := New(ctx, Config{URL: h.URL, Bots: 12, FundsMinor: 10_000_000, Seed: 1, Version: "test",
		RepeatPerMille: 100, TwistPerMille: 50, Pacer: Even{4 * time.Millisecond}})
	if err != nil {
		return Report{}, err
	}
	s.Start(ctx)
	defer s.Stop()
	if !poll(ctx, 10*time.Second, func() bool { return s.Connected() == s.Bots() }) {
		return s.Report(), errors.New("not everybody could connect")
	}
	h.locked(func() { h.armed = true })
	during(s)
	s.Hold(true)
	_ = s.Calm(ctx, 5*time.Second) // a fault may leave a doubt, or a book without an end
	_, _ = s.AskAgain(ctx, 5*time.Second)
	_ = s.Settled(ctx, 5*time.Second)
	err = s.Check(ctx)
	s.Finish()
	return s.Report(), err
}

// until lets the bots play until enough was seen.
func until(enough func(r Report) bool) func(*Swarm) {
	return func(s *Swarm) {
		poll(context.Background(), time.Minute, func() bool { return enough(s.Report()) })
	}
}

// after lets the bots play until a fault was found, or two rounds went by after
// it: some show in the end only.
func (h *house) after() func(*Swarm) {
	struck := int64(-1)
	return until(func(r Report) bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.struck && struck < 0 {
			struck = r.Rounds
		}
		return r.Violations > 0 || struck >= 0 && r.Rounds >= struck+2
	})
}

func texts(r Report) string {
	var all []string
	for _, v := range r.List {
		all = append(all, v.String())
	}
	return strings.Join(all, "\n")
}

// betMore waits for so many more verdicts.
func (s *Swarm) betMore(n int64) {
	before := s.Report().Bets
	until(func(r Report) bool { return r.Bets >= before+n })(s)
}

// TestHonestHouse: a house that does nothing wrong is not accused.
func TestHonestHouse(t *testing.T) {
	t.Parallel()
	r, err := play(newHouse(t, ""), until(func(r Report) bool {
		return r.Bets > 200 && r.Rounds >= 4 && r.Conflicts > 2 && r.Compared > 5 && r.Delayed > 0
	}))
	require.NoError(t, err)
	require.Zero(t, r.Violations, texts(r))
	require.Greater(t, r.Bets, int64(200))
	require.GreaterOrEqual(t, r.Rounds, int64(4))
	require.Positive(t, r.Compared)
	require.Positive(t, r.Conflicts)
	require.Equal(t, r.Twists, r.Conflicts)
	require.Positive(t, r.Delayed)
	require.Zero(t, r.Reconnects)
	require.Equal(t, r.Bets, r.AckMs.N, "each bet is timed once")
	require.GreaterOrEqual(t, r.ResultMs.N, int64(4*12))
}

// TestCutAndRestart: lost connections and a restarted house lose nothing, and
// nothing is doubled (B6, B41).
func TestCutAndRestart(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "")
	r, err := play(h, func(s *Swarm) {
		for range 4 {
			s.betMore(50)
			h.cut()
			s.betMore(50)
			h.restart()
		}
	})
	require.NoError(t, err)
	require.Zero(t, r.Violations, texts(r))
	require.Greater(t, r.Bets, int64(200))
	require.Positive(t, r.Resumed)
	require.Positive(t, r.Snapshots)
	require.GreaterOrEqual(t, r.Reconnects, int64(8*12/2))
}

// TestFaults: whatever a house does wrong is found, and by the right name.
func TestFaults(t *testing.T) {
	t.Parallel()
	faults := map[fault]auditor.Kind{
		"payout":         auditor.KindPayout,
		"paid twice":     auditor.KindBalance,
		"lost ack":       auditor.KindUnanswer,
		"answered twice": auditor.KindTwice,
		"reordered":      auditor.KindGap,
		"gap":            auditor.KindGap,
		"own gap":        auditor.KindGap,
		"seed":           auditor.KindSeed,
		"draw":           auditor.KindDraw,
		"early":          auditor.KindEarly,
		"late":           auditor.KindLate,
		"unsealed":       auditor.KindSeal,
		"ended twice":    auditor.KindEnd,
		"differs":        auditor.KindDiffers,
		"changed":        auditor.KindChanged,
		"conflict":       auditor.KindConflict,
		"stake":          auditor.KindStake,
		"undo":           auditor.KindStake,
		"wallet":         auditor.KindWallet,
		"sheet":          auditor.KindSheet,
	}
	var mu sync.Mutex
	reports := map[fault]Report{}
	var group errgroup.Group
	group.SetLimit(7) // they sleep more than they work
	for f := range faults {
		h := newHouse(t, f)
		group.Go(func() error {
			r, err := play(h, h.after())
			mu.Lock()
			defer mu.Unlock()
			reports[f] = r
			return err
		})
	}
	require.NoError(t, group.Wait())
	for f, kind := range faults {
		found := slices.ContainsFunc(reports[f].List, func(v auditor.Violation) bool { return v.Kind == kind })
		require.True(t, found, "%s is not named as %s:\n%s", f, kind, texts(reports[f]))
	}
}

// TestLostBets: a house that acknowledges before it stores is found out by the
// first restart.
func TestLostBets(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "lost bet")
	r, err := play(h, func(s *Swarm) {
		for range 3 { // the first may fall between two rounds
			s.betMore(100)
			h.restart()
		}
		s.betMore(50)
	})
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(r.List, func(v auditor.Violation) bool {
		return v.Kind == auditor.KindChanged || v.Kind == auditor.KindLost
	}), texts(r))
}

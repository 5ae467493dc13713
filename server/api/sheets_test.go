package api

import (
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/blackjack"
)

// counted rules count how often they were asked, and make a sheet when they may.
type counted struct {
	games.Rules
	version int
	asked   atomic.Int64
	began   chan struct{} // where it is there: a sheet says that it was begun
	goOn    chan struct{} // and waits for this
	err     error
}

func (s *counted) ID() (string, int) { return "counted", s.version }

func (s *counted) Sheet(options []byte) ([]byte, error) {
	s.asked.Add(1)
	if s.began != nil {
		s.began <- struct{}{}
		<-s.goOn
	}
	return append([]byte(strconv.Itoa(s.version)+":"), options...), s.err
}

// However many ask at once, a sheet is made once; another table's readers do not wait
// for it.
func TestSheetIsMadeOnce(t *testing.T) {
	t.Parallel()
	kept, rules := &sheets{}, &counted{version: 1, began: make(chan struct{}, 20), goOn: make(chan struct{})}
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() {
			options := strconv.Itoa(i % 2)
			sheet, err := kept.sheet(rules, []byte(options))
			if err != nil || string(sheet) != "1:"+options {
				t.Errorf("the sheet of %s is %q: %v", options, sheet, err)
			}
		})
	}
	<-rules.began // one table's, and while it is being made
	<-rules.began // the other's
	close(rules.goOn)
	wait.Wait()
	require.EqualValues(t, 2, rules.asked.Load())
}

func TestSheetOfOtherRulesIsAnother(t *testing.T) {
	t.Parallel()
	kept, wrong := &sheets{}, errors.New("no such options")
	bad := &counted{version: 3, err: wrong}
	for range 2 {
		for version := 1; version <= 2; version++ {
			sheet, err := kept.sheet(&counted{version: version}, []byte("x"))
			require.NoError(t, err)
			require.Equal(t, strconv.Itoa(version)+":x", string(sheet))
		}
		_, err := kept.sheet(bad, nil)
		require.ErrorIs(t, err, wrong)
	}
	require.EqualValues(t, 1, bad.asked.Load())
}

// The bytes that a caller hands in may change afterwards, and there is a bound to what
// is kept.
func TestSheetsAreBounded(t *testing.T) {
	t.Parallel()
	kept, rules := &sheets{}, &counted{version: 1}
	options := []byte("000")
	for i := range 3 * sheetsMax {
		copy(options, strconv.Itoa(100+i))
		sheet, err := kept.sheet(rules, options)
		require.NoError(t, err)
		require.Equal(t, "1:"+strconv.Itoa(100+i), string(sheet))
		require.LessOrEqual(t, len(kept.of), sheetsMax)
	}
	require.EqualValues(t, 3*sheetsMax, rules.asked.Load())
}

// The sheet that this is for: it is the same as the rules' own.
func TestSheetOfBlackjack(t *testing.T) {
	t.Parallel()
	kept, rules := &sheets{}, blackjack.Seats()
	options := []byte(`{"decks":6,"hitsSoft17":false,"hole":"peek","natural":"3:2","handsMax":4,"resplitAces":false,"afterSplit":true,"double":"any",
		"surrender":true,"charlie":false,"insurance":true,"behindCut":104,"seats":7,"seatsEach":3,"behindMax":4,"betMs":8000,"decideMs":9000,"absentMs":2000,
		"dealMs":300,"pauseMs":3000,"stepMinor":100,"seatMinMinor":100,"seatMaxMinor":10000,"sideMinMinor":0,"sideMaxMinor":0,"tableMaxMinor":50000,"allowanceMinor":10000000}`)
	want, err := rules.Sheet(options)
	require.NoError(t, err)
	for range 2 {
		sheet, err := kept.sheet(rules, options)
		require.NoError(t, err)
		require.JSONEq(t, string(want), string(sheet))
	}
}

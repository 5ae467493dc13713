package rooms

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/wallet/money"
)

// B36: a card table dies in the middle of a round. While bets are taken an operator may void
// it; past the close, with its source readable, nobody may, and the same cards follow; with
// the keys gone the room stands still, and may be voided: everybody has what they had before
// the round, doubles, insurance and stakes that followed included, and a shoe of which cards
// were shown for nothing is not dealt again.
func TestB36CardsCrashAndVoid(t *testing.T) {
	t.Parallel()
	for name := range cardGames() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bar := bars.Start(t, "B36", "a card table crashes and is voided, or may not be", bars.N{Quick: 8, Commit: 200, Night: 3000})
			for seed := range uint64(bar.Trials()) {
				bar.Seed(seed)
				s := newTwin(t, name, seed, 0, "")
				s.crashed(name, []string{"open", "closed", "lost", "lost"}[seed%4], int(seed/4)%7, bar)
				bar.Trial()
			}
			bar.Must("void while open", "refused past the close", "void of a lost source")
			if s := bar.Trials(); s >= 50 && (name == "blackjack" || name == "unlimited") {
				bar.Must("cards were shown", "more was staked")
			}
		})
	}
}

// crashed plays a round, in the second one kills the node at a phase, so many decisions in,
// and sees what an operator may do then.
func (s *cardTwin) crashed(name, when string, after int, bar *bars.Run) {
	t := s.t
	s.rounds(name, 1)
	before := s.play(name, when, after)
	c := s.node.room.room.core
	round := c.shown.id
	require.Equal(t, when == "open", c.shown.table.Phase() == games.Open)
	kept := games.RoundID(0)
	if c.kept != nil {
		kept = c.kept.Round
	}
	if when == "lost" {
		s.keys.lost = errors.New("no such key")
	}
	s.powerCut()
	s.boot()
	if when == "lost" {
		s.pass(100)
	}
	var told []error
	void := func() {
		require.NoError(t, s.node.room.Void(round, operator(), "the table was moved", func(err error) { told = append(told, err) }))
		s.pass(100)
	}
	if void(); when == "closed" {
		require.Len(t, told, 1)
		require.ErrorIs(t, told[0], ErrOutcomeFixed)
		bar.Reached("refused past the close")
		s.quiet()
		require.Equal(t, games.Settled, s.ledger.rooms[cardRoom].rounds[round].Phase)
		s.checked()
		return
	}
	require.Len(t, told, 1)
	require.NoError(t, told[0])
	r := s.ledger.rooms[cardRoom].rounds[round]
	require.Equal(t, games.Void, r.Phase)
	require.Equal(t, before, s.purses(), "everybody has what they had")
	for _, m := range r.books().Moved {
		require.Equal(t, m.Staked, m.Refunded)
		if bet := map[string]money.Amount{"unlimited": 400, "blackjack": 1000}[name]; m.Staked > bet {
			bar.Reached("more was staked")
		}
	}
	s.keys.lost = nil
	fresh, under := s.dealsNext(name)
	if when == "open" {
		bar.Reached("void while open")
		require.Zero(t, s.showedIn(round))
		require.Equal(t, kept, under, "the shoe goes on")
	} else if bar.Reached("void of a lost source"); s.showedIn(round) > 0 {
		bar.Reached("cards were shown")
		require.True(t, fresh, "a shoe of which cards were shown for nothing is dealt again")
	}
	s.checked()
}

// dealsNext plays until a round has shown cards: whether it shuffled, and under which shoe
// it began.
func (s *cardTwin) dealsNext(name string) (fresh bool, kept games.RoundID) {
	for range 50 {
		from := len(s.ended())
		s.rounds(name, from+1)
		for _, r := range s.ended()[from:] {
			if s.showedIn(r.Round) > 0 {
				return logHas(r, `"type":"shuffled"`), r.Opening.Kept
			}
		}
	}
	require.Fail(s.t, "no cards are dealt any more")
	return false, 0
}

// purses is what everybody has.
func (s *cardTwin) purses() (cash [cardPlayers]money.Amount) {
	for p := range cash {
		cash[p] = s.ledger.balances[games.PlayerID(p+1)].Amount
	}
	return cash
}

// showedIn is how many cards a round showed.
func (s *cardTwin) showedIn(id games.RoundID) (n int) {
	public, _, err := Recall(s.keys, &s.ledger.rooms[cardRoom].rounds[id].LoadedRound, 0)
	require.NoError(s.t, err)
	fold := newCardFold()
	for _, e := range public {
		_, told, _ := fold.event(e.Type, e.Body)
		if e.Type != "shuffled" {
			n += len(told)
		}
	}
	return n
}

// play takes the table into its next round, to its bets, or behind its close and so many
// decisions further. What everybody had before it comes back.
func (s *cardTwin) play(name, when string, after int) (before [cardPlayers]money.Amount) {
	bet, decided := games.RoundID(0), 0
	for range 20_000 {
		s.pass(2)
		c := s.node.room.room.core
		switch {
		case c.live() && c.shown.table.Phase() == games.Open && bet != c.shown.id:
			bet, before = c.shown.id, s.purses()
			s.bets(name)
			s.pass(20)
			if when == "open" {
				return before
			}
		case c.live() && c.shown.id == bet && c.shown.table.Phase() == games.Closed && c.shown.source != nil:
			for _, w := range s.fresh() {
				if decided++; decided > after {
					return before
				}
				s.decides(w)
			}
			if s.game.legal == nil || after == 0 {
				return before
			}
		case c.shown != nil && bet == c.shown.id && !c.live():
			bet, decided = 0, 0 // it ended before
		}
	}
	require.Fail(s.t, "the table stands still")
	return before
}

package rooms

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/blackjack"
	"croupier/games/cards"
	"croupier/server/wire"
	"croupier/wallet/money"
)

// wish is a decision that a card table waits for.
type wish struct {
	round games.RoundID
	p     int64
	stage string
	seat  int
	hand  int
	cards []cards.Card
	dealt int // from the shoe, by now
	legal []string
}

// name is the same for the same decision, however often the table asks.
func (w wish) name() string {
	return fmt.Sprint(w.round, " ", w.p, " ", w.stage, " ", w.seat, " ", w.hand, " ", w.dealt)
}

func (w wish) may(acts ...string) bool {
	return slices.ContainsFunc(acts, func(act string) bool { return slices.Contains(w.legal, act) })
}

func (w wish) body(do string) string {
	return fmt.Sprintf(`{"seat":%d,"hand":%d,"seen":%d,"do":%q}`, w.seat, w.hand, len(w.cards), do)
}

// auto is the published act for whoever says nothing.
func (w wish) auto() string {
	switch {
	case w.stage == "insure":
		return blackjack.Decline
	case total(w.cards) < 12 && slices.Contains(w.legal, blackjack.Hit):
		return blackjack.Hit
	}
	return blackjack.Stand
}

func total(hand []cards.Card) (sum int) {
	aces := false
	for _, card := range hand {
		sum += min(int(card.Rank()), 10)
		aces = aces || card.Rank() == cards.Ace
	}
	if aces && sum <= 11 {
		sum += 10
	}
	return sum
}

// picks is a decision by the cards alone: the same wherever the same is asked. Doubles,
// splits and insurances come often.
func (w wish) picks(seed uint64) string {
	h := fnv.New64a()
	_, _ = fmt.Fprint(h, seed, w.p, w.seat, w.hand, w.cards)
	n := h.Sum64() >> 7
	for i, rather := range []string{blackjack.Split, blackjack.DoubleUp, blackjack.Insure, blackjack.Even, blackjack.Surrender} {
		if slices.Contains(w.legal, rather) && n>>(4*i)%16 < []uint64{12, 7, 8, 8, 2}[i] {
			return rather
		}
	}
	free := slices.DeleteFunc(slices.Clone(w.legal), func(do string) bool { return asksMoney[do] })
	return free[n>>32%uint64(len(free))]
}

// asksMoney are the acts that stake more.
var asksMoney = map[string]bool{blackjack.Split: true, blackjack.DoubleUp: true, blackjack.Insure: true}

// wishes is what the table waits for.
func (d *cardDesk) wishes() (list []wish) {
	c := d.node.room.room.core
	if !c.live() || c.shown.table.Phase() != games.Closed {
		return nil
	}
	switch v := c.shown.table.View(games.Everyone).(type) {
	case blackjack.View:
		if v.Turn == nil || len(v.Turn.Legal) == 0 {
			return nil
		}
		for _, s := range v.Seats {
			w := wish{round: c.shown.id, stage: v.Turn.Stage, seat: s.Seat, hand: v.Turn.Hand, legal: v.Turn.Legal, dealt: v.Shoe.Dealt}
			_, err := fmt.Sscanf(s.Name, "P%d", &w.p)
			require.NoError(d.t, err)
			if v.Turn.Stage == "act" && v.Turn.Seat == s.Seat || v.Turn.Stage == "insure" {
				w.cards = s.Hands[w.hand].Cards
				if v.Turn.Stage == "insure" {
					w.legal = answersTo(w.cards)
				}
				list = append(list, w)
			}
		}
	case blackjack.CommonView:
		if v.Turn == nil || len(v.Turn.Legal) == 0 {
			return nil
		}
		for p := int64(1); p <= cardPlayers; p++ {
			own := c.shown.table.View(games.Only(games.PlayerID(p))).(blackjack.CommonOwn)
			all := v.Hands[min(v.Turn.Hand, len(v.Hands)-1)].Cards
			for _, h := range own.Hands {
				if h.Hand == v.Turn.Hand && (!h.Over || v.Turn.Stage == "insure") && own.Choice == "" && h.Cards == len(all) {
					list = append(list, wish{round: c.shown.id, p: p, stage: v.Turn.Stage, seat: 1, hand: h.Hand, cards: all, legal: v.Turn.Legal, dealt: v.Shoe.Dealt})
				}
			}
		}
	}
	return list
}

func answersTo(hand []cards.Card) []string {
	if total(hand) == 21 {
		return []string{blackjack.Decline, blackjack.Even}
	}
	return []string{blackjack.Decline, blackjack.Insure}
}

// fresh is the decisions that nobody was asked for yet.
func (d *cardDesk) fresh() (list []wish) {
	for _, w := range d.wishes() {
		if !d.asked[w.name()] {
			d.asked[w.name()] = true
			list = append(list, w)
		}
	}
	return list
}

// checked holds all that is stored against itself: money to the last unit, every round
// played again to the same bytes, each card by its place in its shoe, each source sealed as
// long as cards of it were to come.
func (d *cardDesk) checked() (rounds, dealt int) {
	t := d.t
	name, _ := d.game.rules.ID()
	cash := map[games.PlayerID]money.Amount{}
	house, kept := money.Amount(0), games.RoundID(0)
	fold := newCardFold()
	for _, r := range d.ended() {
		l := r.LoadedRound
		require.Zero(t, r.escrow)
		require.Equal(t, 1, r.ends)
		require.Equal(t, kept, l.Opening.Kept, "round %d", l.Round)
		again, err := PlayAgain(d.registry, name, d.keys.source(l.Round), d.keys, &l)
		require.NoError(t, err)
		require.NoError(t, again.Agrees(r.books()))
		_, own, err := Revealed(&l)
		require.NoError(t, err)
		require.Equal(t, again.Keeps != l.Round && l.Phase == games.Settled, own, "round %d, keeps %d", l.Round, again.Keeps)
		kept = again.Keeps
		sum := d.money(r, &fold)
		for _, m := range again.Moved {
			cash[m.Player] += m.Paid + m.Refunded - m.Staked
			house += m.Staked - m.Paid - m.Refunded
		}
		require.Equal(t, sum, r.books().Staked-r.books().Returned)
		rounds++
	}
	require.Equal(t, d.ledger.house, house)
	live, sum := map[games.PlayerID]money.Amount{}, d.ledger.house
	for _, r := range d.ledger.rooms[cardRoom].rounds {
		if !r.Phase.Ended() {
			sum += r.escrow
			for _, m := range r.books().Moved {
				live[m.Player] += m.Staked - m.Paid - m.Refunded
			}
		}
	}
	for p := range d.seats {
		id := games.PlayerID(p + 1)
		b := d.ledger.balances[id]
		sum += b.Amount
		require.Equal(t, d.funds[p]+cash[id]-live[id], b.Amount, "player %d", id)
		require.GreaterOrEqual(t, b.Amount, money.Amount(0))
	}
	require.Equal(t, d.ledger.granted, sum, "money was made or lost")
	for key, b := range d.ledger.bets {
		require.LessOrEqual(t, b.times, 1)
		if v, ok := d.answered[key.id.String()]; ok {
			require.Equal(t, b.answer.Accepted, v.Verdict == wire.VerdictAccepted, "told otherwise than stored: %+v", v)
		}
	}
	for shoe, shown := range fold.shown {
		order := d.keys.shoe(shoe, fold.decks[shoe])
		for place, card := range shown {
			require.Equal(t, order[place], card, "card %d of shoe %d", place, shoe)
			dealt++
		}
	}
	require.Empty(t, d.keys.early, "a source was read before its round had closed")
	return rounds, dealt
}

// money is what a round says that it took, from its own events: the result's, and every
// player's.
func (d *cardDesk) money(r *ledgerRound, fold *cardFold) money.Amount {
	t := d.t
	type sums struct{ Staked, Returned money.Amount }
	var result sums
	public, _, err := Recall(d.keys, &r.LoadedRound, 0)
	require.NoError(t, err)
	for _, e := range public {
		fold.event(e.Type, e.Body)
		if e.Type == "result" {
			require.NoError(t, json.Unmarshal(e.Body, &result))
		}
	}
	var paid sums
	for p := range d.seats {
		_, own, err := Recall(d.keys, &r.LoadedRound, games.PlayerID(p+1))
		require.NoError(t, err)
		for _, e := range own {
			if e.Type == "paid" {
				var s sums
				require.NoError(t, json.Unmarshal(e.Body, &s))
				paid.Staked += s.Staked
				paid.Returned += s.Returned
				i := slices.IndexFunc(r.books().Moved, func(m Moved) bool { return m.Player == games.PlayerID(p+1) })
				require.GreaterOrEqual(t, i, 0)
				m := r.books().Moved[i]
				require.Equal(t, m.Staked-m.Refunded, s.Staked, "player %d: %+v, told %+v", p+1, m, s)
				require.Equal(t, m.Paid, s.Returned)
			}
		}
	}
	require.Equal(t, result, paid)
	return result.Staked - result.Returned
}

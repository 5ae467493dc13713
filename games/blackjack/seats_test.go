package blackjack

import (
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/cards"
	"croupier/internal/bars"
	"croupier/wallet/money"
)

func TestSeats(t *testing.T) {
	t.Parallel()
	l := sit(t, Seats(), suiteOptions(nil), "")
	l.bet(1, chip("seat:1", 1000), chip("seat:3", 500), chip("pairs:3", 100))
	l.refused(CodeSeatTaken, l.by(2, Bet{Spots: []Chip{chip("seat:3", 500)}}))
	l.refused(games.CodeTooMany, l.by(1, Bet{Spots: []Chip{chip("seat:2", 500)}}))
	l.refused(CodeNeedsSeat, l.by(2, Bet{Spots: []Chip{chip("pairs:3", 100)}}))
	l.refused(CodeNeedsSeat, l.by(1, Bet{Spots: []Chip{chip("threes:2", 100)}}))
	l.refused(CodeOwnSeat, l.by(1, Bet{Spots: []Chip{chip("behind:3", 500)}}))
	l.refused(games.CodeBelowMin, l.by(2, Bet{Spots: []Chip{chip("seat:2", 100)}}))
	l.refused(games.CodeBadStep, l.by(2, Bet{Spots: []Chip{chip("seat:2", 250)}}))
	l.refused(games.CodeAboveSpot, l.by(2, Bet{Spots: []Chip{chip("seat:2", 2100)}}))
	l.refused(games.CodeAboveSpot, l.by(1, Bet{Spots: []Chip{chip("seat:1", 1100)}}))
	l.refused(games.CodeTwiceSpot, l.by(2, Bet{Spots: []Chip{chip("seat:2", 200), chip("seat:2", 200)}}))
	l.refused(games.CodeBadSpot, l.by(2, Bet{Spots: []Chip{chip("seat:5", 200)}}))
	l.refused(games.CodeBadAsk, l.by(2, Bet{}))
	l.bet(1, chip("seat:1", 100)) // more on one's own
	l.bet(2, chip("seat:2", 200), chip("behind:1", 300))
	l.bet(3, chip("behind:1", 300))
	l.refused(games.CodeTooMany, l.by(4, Bet{Spots: []Chip{chip("behind:1", 300)}}))
	l.do(l.by(1, Undo{}))
	require.Equal(t, money.Amount(-1600), l.net[1])
	l.do(l.by(1, Clear{}))
	require.Zero(t, l.net[1])
	l.refused(games.CodeNothing, l.by(1, Undo{}))
	l.bet(4, chip("seat:3", 200))
	l.timeout()
	l.refused(games.CodeClosed, l.by(1, Bet{Spots: []Chip{chip("seat:1", 200)}}))
	// Nobody plays seat 1: what lay behind it has gone back.
	require.Equal(t, money.Amount(-200), l.net[2])
	require.Zero(t, l.net[3])
	require.Equal(t, []int{2, 3}, l.all[1].(ClosedBets).Seats)
}

// A seat waits for its player through the next round, and then no more.
func TestASeatWaitsForItsPlayer(t *testing.T) {
	t.Parallel()
	o := suiteOptions(nil)
	l := sit(t, Seats(), o, "")
	l.bet(1, chip("seat:2", 1000))
	l.ends()
	carry := l.table.Carry().(Carry)
	l = sitOn(t, Seats(), o, encode(t, carry))
	require.Equal(t, []Kept{{2, "player"}}, l.table.View(games.Everyone).(View).Kept)
	l.refused(CodeSeatTaken, l.by(2, Bet{Spots: []Chip{chip("seat:2", 200)}}))
	l.ends()
	l = sitOn(t, Seats(), o, encode(t, l.table.Carry()))
	l.bet(2, chip("seat:2", 200))
}

// The shoe goes on from round to round until its cut card has come out; what came
// of it is shown then, and it is what was dealt (G24).
func TestTheShoeGoesOn(t *testing.T) {
	t.Parallel()
	o := suiteOptions(func(o *Options) { o.Decks, o.Seats, o.SeatsEach, o.HandsMax, o.BehindCut = 2, 1, 1, 2, 52 })
	var carry []byte
	var order []string
	from, shuffles := 0, 0
	for round := games.RoundID(1); round < 40; round++ {
		l := sitOn(t, Seats(), o, carry)
		draws := splitmix(round)
		l.draws = &draws
		l.bet(1, chip("seat:1", 1000))
		l.timeout()
		if l.deals().Turn.Stage == stageShuffle {
			s := l.timeout()
			require.True(t, s.Drawn)
			require.Equal(t, games.Nobody, s.Events[1].For)
			shown := s.Events[0].Body.(Shuffled)
			require.Equal(t, shuffles > 0, shown.Before != nil)
			if shown.Before != nil {
				require.True(t, from >= 52 || 104-from < o.needs(2), "shuffled after %d cards", from)
				require.Len(t, shown.Before.Order, 104)
				for i, c := range order {
					require.Equal(t, string(shown.Before.Order[i]), c, "card %d", i)
				}
			}
			shuffles++
			from, order = 0, nil
		}
		require.NotContains(t, string(encode(t, l.table.View(games.Everyone))), "order")
		l.ends()
		v := l.table.View(games.Everyone).(View)
		d := l.deals()
		first := d.Seats[0].First
		order = append(order, string(first[0]), string(d.Dealer[0]), string(first[1]), string(d.Dealer[1]))
		from += len(order) - from
		for _, c := range d.Dealer[2:] {
			order = append(order, string(c))
		}
		from = len(order)
		require.Equal(t, from, v.Shoe.Dealt, "every card that was taken was seen")
		carry = encode(t, l.table.Carry())
	}
	require.Greater(t, shuffles, 3)
}

// A shoe of which cards were shown in a round that was voided is not dealt again.
func TestAShoeOfAVoidedHand(t *testing.T) {
	t.Parallel()
	o := suiteOptions(nil)
	void := games.VoidRound{Why: "keys", SourceLost: true}
	operator := games.Actor{Role: games.Operator, Player: 9}
	for _, stage := range []string{stageDeal, stageAct} {
		l := sit(t, Seats(), o, "8s 6d 8d Tc")
		l.bet(1, chip("seat:1", 1000), chip("pairs:1", 100))
		l.bet(2, chip("behind:1", 500))
		l.timeout()
		for l.deals().Turn.Stage != stage {
			l.timeout()
		}
		if stage == stageAct {
			l.do(l.playing(1, DoubleUp))
		}
		l.do(games.Command{By: operator, At: l.at, Ask: void})
		require.Equal(t, games.Void, l.table.Phase())
		require.Zero(t, l.net[1])
		require.Zero(t, l.net[2])
		carry := l.table.Carry().(Carry)
		require.Equal(t, stage == stageDeal, carry.Shoe != nil, "before a card was shown the shoe is as it was")
	}
}

// Two hits within a moment: the second waits for the first, and does not meet
// the hand that the first made.
func TestASecondClickDoesNotMeetAnotherHand(t *testing.T) {
	t.Parallel()
	l := sit(t, Seats(), suiteOptions(nil), "2s 6d 3d Tc 4d 2c")
	l.bet(1, chip("seat:1", 1000))
	l.deal()
	one, two := l.playing(1, Hit), l.playing(1, Hit)
	s, err := l.decide(one)
	require.NoError(t, err)
	l.table.Hold(s)
	_, err = l.decide(two)
	require.ErrorIs(t, err, games.ErrBusy)
	l.table.Apply(s)
	l.refused(CodeStale, two)
	l.play(1, Stand)
}

// A player behind a seat who has agreed follows a double and a split, by stakes
// of the system whose ids come from the first bet's; one who has not stays as
// they were.
func TestBehindASeat(t *testing.T) {
	t.Parallel()
	shoe := "8s 6d 8d Tc  3s 9h  Kc 5d 4s" // split: 8 3 | 8 9; double the first: 8 3 K
	at := func(l *live) {
		l.bet(1, chip("seat:1", 1000))
		l.follow(2, chip("behind:1", 300))
		l.bet(3, chip("behind:1", 500))
		l.deal()
	}
	l := sit(t, Seats(), suiteOptions(nil), shoe)
	at(l)
	l.play(1, Split, DoubleUp, Stand)
	l.ends()
	// 21 and 17 against 6 T 5 = 21.
	require.Equal(t, []string{"seat:1 push", "seat:1 lose"}, l.whys(1))
	require.Equal(t, []string{"behind:1 push", "behind:1 lose"}, l.whys(2))
	require.Equal(t, []string{"behind:1 push"}, l.whys(3))
	require.Equal(t, []money.Amount{600, 300}, stakesOf(l.paid(2)))
	require.Equal(t, money.Amount(-1000), l.net[1])
	require.Equal(t, money.Amount(-300), l.net[2])
	require.Zero(t, l.net[3])
	ids := map[games.BetID]bool{}
	for _, k := range l.table.View(games.Only(2)).(Own).Extras {
		require.True(t, k.System)
		ids[k.Bet] = true
	}
	require.Len(t, ids, 2)

	// The same again gives the same ids; with the split declined the first stake
	// stays on the first hand, and the double follows that.
	l = sit(t, Seats(), suiteOptions(nil), shoe)
	at(l)
	l.do(l.playing(1, Split))
	l.at = l.table.Wait().Until
	asked, err := l.decide(games.Command{At: l.at, Ask: games.Timeout{}})
	require.NoError(t, err)
	k := asked.Events[0].Body.(Staked)
	require.Equal(t, games.Only(2), asked.Events[0].For)
	require.True(t, ids[k.Bet], "%s of %v", k.Bet, ids)
	l.table.Hold(asked)
	l.table.Drop(asked)
	_, err = l.decide(games.Command{At: l.at, Ask: Declined{Bet: games.BetID{1}}})
	require.ErrorContains(t, err, "is next")
	l.refused(games.CodeBadAsk, l.by(2, Declined{Bet: k.Bet}))
	l.do(games.Command{At: l.at, Ask: Declined{Bet: k.Bet}})
	_, err = l.decide(games.Command{At: l.at, Ask: Declined{Bet: k.Bet}})
	require.ErrorContains(t, err, "nobody follows")
	l.ask()
	l.play(1, DoubleUp, Stand)
	l.ends()
	require.Equal(t, []string{"seat:1 push", "seat:1 lose"}, l.whys(1))
	require.Equal(t, []string{"behind:1 push"}, l.whys(2))
	require.Equal(t, []money.Amount{600}, stakesOf(l.paid(2)))
	require.Zero(t, l.net[2])
}

// What was put behind a seat without consent stays as it is, though its player agreed to
// more with another bet: the one doubles and splits with the seat, the other does not.
func TestOnlyWhatWasConsentedToFollows(t *testing.T) {
	t.Parallel()
	l := sit(t, Seats(), suiteOptions(nil), "5s Td 6s 7c 9c")
	l.bet(1, chip("seat:1", 1000))
	l.follow(2, chip("behind:1", 300))
	l.bet(2, chip("behind:1", 500))
	l.deal()
	l.play(1, DoubleUp)
	l.ends()
	require.Equal(t, money.Amount(300), l.own[2][2].(Staked).Stake)
	require.Equal(t, money.Amount(1100), l.net[2], "20 beats 17: three stakes win")
}

// Who decides while cards are still dealt takes nothing of the next one's time (G30): it
// begins when the cards lie, however soon the decisions before it came.
func TestEveryoneHasTheWholeTime(t *testing.T) {
	t.Parallel()
	o := suiteOptions(nil)
	l := sit(t, Seats(), o, "5s 6d 9c 9d  3s 7h 2c")
	l.bet(1, chip("seat:1", 1000))
	l.bet(2, chip("seat:2", 1000))
	l.deal()
	lies := l.at + 6*games.Moment(o.DealMs)
	turn := func() *Turn { return l.table.View(games.Everyone).(View).Turn }
	require.Equal(t, lies, turn().From)
	require.Equal(t, lies+games.Moment(o.DecideMs), turn().Until)
	l.at++
	l.do(l.playing(1, Hit)) // before the deal is over
	require.Equal(t, lies+games.Moment(o.DealMs), turn().From)
	l.do(l.playing(1, Stand))
	require.Equal(t, 2, turn().Seat)
	require.Equal(t, lies+games.Moment(o.DealMs), turn().From)
	require.Equal(t, turn().From+games.Moment(o.DecideMs), turn().Until)
	l.at = turn().From + 100
	l.do(l.playing(2, Stand))
	require.Equal(t, l.at, turn().From, "nothing is dealt any more")
}

// One bet may lie behind several seats: none of the stakes that follow it has the id of
// another, or of the bet.
func TestFollowersHaveIDsOfTheirOwn(t *testing.T) {
	t.Parallel()
	parent := games.BetID{6: 0x70, 8: 0x80}
	ids := map[games.BetID]bool{parent: true}
	stakes := 0
	for _, round := range []games.RoundID{7<<24 | 1, 7<<24 | 2, 7<<24 | 257, 7<<24 | 1<<16} {
		for seat := 1; seat <= seatsMax; seat++ {
			for follows := range 7 * behindMost {
				ids[parent.Derive(round, followPlace(seat, follows))] = true
				stakes++
			}
		}
	}
	require.Equal(t, 1+stakes, len(ids))
}

// After a takeover the players' deadlines move; what the system owes is due.
func TestResumedInAHand(t *testing.T) {
	t.Parallel()
	l := sit(t, Seats(), suiteOptions(func(o *Options) { o.DecideMs = 10_000 }), "5s 6d 6s Tc 9d")
	l.bet(1, chip("seat:1", 1000))
	l.deal()
	until := l.table.Wait().Until
	l.at += 60_000
	l.do(games.Command{At: l.at, Ask: games.Resumed{GapMs: 60_000}})
	require.Equal(t, max(until+60_000, l.at+5000), l.table.Wait().Until)
	l.do(l.playing(1, DoubleUp))
	require.Equal(t, stageCards, l.deals().Turn.Stage)
	l.at += 60_000
	l.do(games.Command{At: l.at, Ask: games.Resumed{GapMs: 60_000}})
	require.LessOrEqual(t, l.table.Wait().Until, l.at)
	l.ends()
}

// scene is a table of some seats, bet and closed, on a shoe of its own.
func scene(t testing.TB, seed uint64, change func(*Options)) *live {
	o := suiteOptions(func(o *Options) {
		o.Decks, o.SeatsEach, o.TableMaxMinor, o.AllowanceMinor = 8, 4, 100_000, 10_000_000
		if change != nil {
			change(o)
		}
	})
	pick := splitmix(seed)
	shuffled := splitmix(seed * 3)
	l := sit(t, Seats(), o, "")
	l.draws = richDraws{&shuffled}
	if pick.Uintn(2) == 0 {
		l.draws = &shuffled
	}
	for n := 1; n <= o.Seats; n++ {
		p := games.PlayerID(1 + (n-1)%3) // the first has two seats
		l.bet(p, chip(spot{onSeat, n}.String(), 1000), chip(spot{onPairs, n}.String(), 200))
	}
	l.follow(4, chip("behind:2", 400))
	l.bet(5, chip("behind:2", 600))
	l.timeout()
	return l
}

// plays lets players decide by a seed until the round has ended. Where quiet says
// so, nobody decides, and the system does.
func (l *live) plays(seed uint64, decides func(s *seat, legal []string) string) {
	pick := splitmix(seed)
	for !l.table.Phase().Ended() {
		d := l.deals()
		var s *seat
		legal := d.Turn.Legal
		switch d.Turn.Stage {
		case stageAct:
			s = d.seat(d.Turn.Seat)
		case stageInsure:
			for i := range d.Seats {
				if q := &d.Seats[i]; !q.Answered && (s == nil) && decides(q, nil) != "silent" {
					s, legal = q, d.answers(l.table.(*table).o, q)
				}
			}
		}
		if s == nil {
			l.timeout()
			continue
		}
		do := decides(s, legal)
		switch do {
		case "silent":
			l.timeout()
		case "":
			l.do(l.playing(s.N, legal[int(pick.Uintn(uint64(len(legal))))]))
		default:
			l.do(l.playing(s.N, do))
		}
	}
}

// outcome is a result without its times.
func (l *live) outcome() (Result, map[games.PlayerID]Paid) {
	r := l.result()
	r.LandsAt, r.NextAt = 0, 0
	paid := map[games.PlayerID]Paid{}
	for p := games.PlayerID(1); p <= 5; p++ {
		b := l.paid(p)
		b.LandsAt = 0
		paid[p] = b
	}
	return r, paid
}

// B38: one player is silent in a hand of several. The published act is done for
// them, marked as the system's, and everybody's outcome is that of the twin table
// at which the player does it himself; nobody waits for them twice.
func TestB38OneSeatIsSilent(t *testing.T) {
	t.Parallel()
	r := bars.Start(t, "B38", "a player of two seats says nothing at any decision; the twin does by hand what the rules publish",
		bars.N{Quick: 100, Commit: 100, Night: 2000})
	const quiet = games.PlayerID(1)
	for i := range r.Trials() {
		change := func(o *Options) { o.AutoHitBelow = []int{0, 12, 17}[i%3] }
		silent, twin := scene(t, uint64(i), change), scene(t, uint64(i), change)
		o := silent.table.(*table).o
		silent.plays(uint64(i), func(s *seat, _ []string) string {
			if s.Player == quiet {
				return "silent"
			}
			return ""
		})
		twin.plays(uint64(i), func(s *seat, legal []string) string {
			switch {
			case s.Player != quiet:
				return ""
			case legal == nil || legal[0] == Decline:
				return Decline
			case legal[0] == Hit && sumOf(s.Hands[twin.deals().Turn.Hand].Cards).total() < o.AutoHitBelow:
				return Hit
			}
			return Stand
		})
		mine, paid := silent.outcome()
		theirs, paidTwin := twin.outcome()
		require.Equal(t, theirs, mine)
		require.Equal(t, paidTwin, paid)
		require.Equal(t, twin.net, silent.net)
		waited := map[int]games.Moment{}
		for _, body := range silent.all {
			a, ok := body.(Acted)
			if !ok {
				continue
			}
			owner := silent.deals().seat(a.Seat).Player
			require.Equal(t, owner == quiet, a.By == bySystem, "%+v", a)
			if owner == quiet {
				waited[a.Seat]++
				r.Landed("silent", a.Do, 1)
			}
		}
		for range waited {
			r.Reached("the system acted for a seat")
		}
		r.Trial()
	}
	r.Must("the system acted for a seat")
}

// A player who cannot pay: at every decision the ledger refuses what they stake.
// It leaves no trace, and the outcome is that of the twin who never asks.
func TestABrokePlayerIsAsOneWhoNeverAsks(t *testing.T) {
	t.Parallel()
	refused := 0
	for i := range 80 {
		broke, twin := scene(t, uint64(i), nil), scene(t, uint64(i), nil)
		cheap := func(s *seat, legal []string) string {
			if s.Player != 1 {
				return ""
			}
			if legal == nil || legal[0] == Decline {
				return Decline
			}
			return Stand
		}
		broke.plays(uint64(i), func(s *seat, legal []string) string {
			for _, do := range []string{DoubleUp, Split, Insure} {
				step, err := broke.decide(broke.playing(s.N, do))
				if s.Player != 1 || err != nil {
					continue
				}
				before := encode(t, broke.table)
				broke.table.Hold(step)
				_, err = broke.decide(broke.playing(s.N, Stand))
				require.ErrorIs(t, err, games.ErrBusy)
				broke.table.Drop(step)
				require.Equal(t, before, encode(t, broke.table))
				refused++
			}
			return cheap(s, legal)
		})
		twin.plays(uint64(i), cheap)
		mine, paid := broke.outcome()
		theirs, paidTwin := twin.outcome()
		require.Equal(t, theirs, mine)
		require.Equal(t, paidTwin, paid)
	}
	require.Greater(t, refused, 100)
}

// Every card that lies on the table at the end is one of the next cards of the
// shoe, and each of those lies there once (G24).
func TestEveryCardComesOnce(t *testing.T) {
	t.Parallel()
	for i := range 60 {
		l := scene(t, uint64(i), func(o *Options) { o.Hole, o.HitsSoft17 = holes[i%3], i%2 == 0 })
		l.plays(uint64(i), func(*seat, []string) string { return "" })
		var lie []cards.Card
		for _, s := range l.deals().Seats {
			for _, h := range s.Hands {
				lie = append(lie, h.Cards...)
			}
		}
		lie = append(lie, l.result().Dealer...)
		require.Len(t, lie, l.result().Taken)
		require.ElementsMatch(t, l.table.(*table).order[:len(lie)], lie)
	}
}

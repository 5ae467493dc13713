package blackjack

import (
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/cards"
	"croupier/games/gamestest"
	"croupier/internal/bars"
	"croupier/wallet/money"
)

// recorded is an ended round as its record tells it.
type recorded struct {
	public []any
	own    map[games.PlayerID][]any
	carry  []byte // that it began with, the private part left out
	drawn  uint64 // the seed of its own draws
}

// record plays a random round of four players from a carry and gives what it leaves.
func record(t testing.TB, r *Rules, options []byte, carry []byte, seed uint64) (recorded, []byte) {
	var o Options
	require.NoError(t, json.Unmarshal(options, &o))
	table, err := r.Table(testRound+games.RoundID(seed), options, carry)
	require.NoError(t, err)
	pick := gamestest.Seeded(seed)
	rec := recorded{own: map[games.PlayerID][]any{}, carry: carry, drawn: seed}
	if carry != nil {
		var c Carry
		require.NoError(t, json.Unmarshal(carry, &c))
		c.Private = nil
		rec.carry = encode(t, c)
	}
	at, ids := games.Moment(1000), 0
	commit := func(s games.Step) {
		table.Hold(s)
		table.Apply(s)
		for _, e := range s.Events {
			if e.For == games.Everyone {
				rec.public = append(rec.public, e.Body)
			} else if e.For > 0 {
				rec.own[games.PlayerID(e.For)] = append(rec.own[games.PlayerID(e.For)], e.Body)
			}
		}
	}
	decide := func(c games.Command) (games.Step, error) {
		draws := splitmix(rec.drawn)
		if table.Phase() == games.Closed {
			return table.Decide(c, &draws)
		}
		return table.Decide(c, nil)
	}
	for !table.Phase().Ended() {
		wait := table.Wait()
		if wait.Until > at && pick(6) > 0 {
			ids++
			p := games.PlayerID(1 + pick(4))
			if n := len(wait.For); n > 0 && pick(4) > 0 {
				p = wait.For[pick(n)]
			}
			c := games.Command{By: games.Actor{Role: games.Player, Player: p}, At: at, Ask: recordAsk(table, r.common, pick),
				ID: games.BetID{5: byte(seed), 6: 0x70, 8: 0x80, 13: byte(ids >> 8), 14: byte(ids), 15: byte(p)}}
			if s, err := decide(c); err == nil {
				commit(s)
			}
			at += games.Moment(pick(60))
			continue
		}
		at = max(at, wait.Until)
		s, err := decide(games.Command{At: at, Ask: games.Timeout{}})
		require.NoError(t, err)
		if k, ok := s.Events[0].Body.(Staked); ok && pick(3) == 0 {
			table.Hold(s)
			table.Drop(s)
			s, err = decide(games.Command{At: at, Ask: Declined{Bet: k.Bet}})
			require.NoError(t, err)
		}
		commit(s)
	}
	return rec, encode(t, table.Carry())
}

// recordAsk is what somebody asks: some bet, or a decision about the hand whose turn it is.
func recordAsk(table games.Table, common bool, pick gamestest.Pick) any {
	if table.Phase() == games.Closed {
		p := playFor(table, pick).(Play)
		for _, rare := range []string{Split, DoubleUp, Insure} {
			if v, ok := table.View(games.Everyone).(View); ok && pick(3) == 0 && v.Turn != nil && slices.Contains(v.Turn.Legal, rare) {
				p.Do = rare
			}
		}
		return p
	}
	switch pick(20) {
	case 0:
		return Undo{}
	case 1:
		return Clear{}
	}
	n := 1 + pick(4)
	if common {
		n = 1
	}
	b := Bet{Follow: pick(3) > 0}
	for _, kind := range [][]kind{{onSeat}, {onSeat, onPairs, onThrees}, {onBehind}, {onSeat}}[pick(4)] {
		b.Spots = append(b.Spots, Chip{Spot: spot{kind, n}.String(), Stake: money.Amount(100 * (2 + pick(6)))})
	}
	return b
}

// recheck holds a record as its player has it against the rules and its shoe, whose
// round's draws are given.
func recheck(r *Rules, options []byte, rec *recorded, p games.PlayerID, shoe uint64) error {
	draws := func(int) games.Draws { d := splitmix(shoe); return &d }
	if err := r.Recheck(options, rec.public, rec.own[p], draws); err != nil || shoe == rec.drawn {
		return err
	}
	return r.RecheckShoeFrom(options, rec.carry, rec.public, rec.own[p], draws(1))
}

func recheckTables() map[string]struct {
	rules *Rules
	o     Options
} {
	long := func(o *Options) { o.SeatMaxMinor, o.TableMaxMinor, o.AllowanceMinor = 4000, 40_000, 40_000_000 }
	return map[string]struct {
		rules *Rules
		o     Options
	}{
		"seats": {Seats(), suiteOptions(long)},
		"seats, no hole card": {Seats(), smallOptions(func(o *Options) {
			long(o)
			o.Hole, o.AutoHitBelow, o.HitsSoft17, o.ResplitAces, o.Charlie = NoneOriginal, 12, true, false, true
		})},
		"common": {Unlimited(), commonOptions(long)},
		"common, hit for who is silent": {Unlimited(), commonOptions(func(o *Options) {
			long(o)
			o.AutoHitBelow, o.Hole, o.Charlie, o.Decks, o.BehindCut, o.Pairs = 17, NoneAll, true, 1, 10, ""
		})},
	}
}

// Whatever was really played passes, for anyone and for each player, from the shoe that
// the round shuffled as from one that it went on with.
func TestRecheckPassesWhatWasPlayed(t *testing.T) {
	t.Parallel()
	for name, c := range recheckTables() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options := encode(t, c.o)
			var carry []byte
			shoe, went, more := uint64(0), 0, 0
			for seed := uint64(1); seed < 250; seed++ {
				var rec recorded
				rec, carry = record(t, c.rules, options, carry, seed)
				if slices.ContainsFunc(rec.public, func(body any) bool { _, ok := body.(Shuffled); return ok }) {
					shoe = seed
				} else {
					went++
				}
				for p := range games.PlayerID(5) { // 0 is anyone
					require.NoError(t, recheck(c.rules, options, &rec, p, shoe), "round %d, player %d: %+v %+v", seed, p, rec.public, rec.own[p])
					for _, body := range rec.own[p] {
						if _, ok := body.(Staked); ok {
							more++
						}
					}
				}
			}
			require.Greater(t, went, 20)
			require.Greater(t, more, 20)
		})
	}
}

// A record of which any one thing is changed does not pass: every number, word and card of
// every event is changed in turn, but for what nothing follows from.
func TestRecheckFindsEveryChange(t *testing.T) {
	t.Parallel()
	free := map[string]bool{ // times, names, and what others did
		"closesAtMs": true, "atMs": true, "fromMs": true, "untilMs": true, "result.landsAtMs": true, "nextAtMs": true,
		"result.staked": true, "result.returned": true, "went.system": true,
		"bet": true, "shoe.shoe": true, "before": true, "follow": true,
	}
	for name, c := range recheckTables() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			free := maps.Clone(free)
			options := encode(t, c.o)
			codec := games.NewCodec(c.rules.Types())
			var carry []byte
			shoe, tried := uint64(0), 0
			for seed := uint64(1); seed < 40; seed++ {
				var rec recorded
				rec, carry = record(t, c.rules, options, carry, seed)
				if slices.ContainsFunc(rec.public, func(body any) bool { _, ok := body.(Shuffled); return ok }) {
					shoe = seed
				}
				if len(rec.own[1]) == 0 {
					continue
				}
				counted := false
				for _, list := range [][]any{rec.public, rec.own[1]} {
					for i, body := range list {
						kind, text, err := codec.Encode(body)
						require.NoError(t, err)
						free["players"] = kind != "went" || !counted // how many there are, nobody else says
						counted = counted || kind == "went"
						for _, bad := range changes(t, kind, text, free) {
							other, err := codec.Decode(kind, bad)
							if err != nil || reflect.DeepEqual(other, body) {
								continue
							}
							list[i] = other
							require.Error(t, recheck(c.rules, options, &rec, 1, shoe), "%s\n%s\n%s", kind, text, bad)
							list[i] = body
							tried++
						}
					}
				}
			}
			require.Greater(t, tried, 300)
		})
	}
}

// Records of which several things are changed at once are refused, or pass by chance; they
// are read to their end in any case.
func TestRecheckReadsAnything(t *testing.T) {
	t.Parallel()
	for name, c := range recheckTables() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options := encode(t, c.o)
			codec := games.NewCodec(c.rules.Types())
			pick := gamestest.Seeded(7)
			var carry []byte
			for seed := uint64(1); seed < uint64(bars.N{Quick: 40, Commit: 400, Night: 4000}.Of(bars.Level())); seed++ {
				var rec recorded
				rec, carry = record(t, c.rules, options, carry, seed)
				for range 60 {
					spoilt := recorded{public: slices.Clone(rec.public), own: map[games.PlayerID][]any{1: slices.Clone(rec.own[1])}, carry: rec.carry}
					for range 1 + pick(3) {
						list := spoilt.public
						if pick(3) == 0 && len(spoilt.own[1]) > 0 {
							list = spoilt.own[1]
						}
						i := pick(len(list))
						switch pick(4) {
						case 0:
							list[i] = list[pick(len(list))]
						case 1:
							list[i], list[len(list)-1] = list[len(list)-1], list[i]
						default:
							kind, text, err := codec.Encode(list[i])
							require.NoError(t, err)
							if all := changes(t, kind, text, nil); len(all) > 0 {
								if other, err := codec.Decode(kind, all[pick(len(all))]); err == nil {
									list[i] = other
								}
							}
						}
					}
					_ = recheck(c.rules, options, &spoilt, 1, seed)
				}
			}
		})
	}
}

// changes is a body with one of its values changed, in each way once.
func changes(t testing.TB, kind string, text []byte, free map[string]bool) (all [][]byte) {
	var whole any
	require.NoError(t, json.Unmarshal(text, &whole))
	var walk func(of string, v any, put func(any))
	say := func() {
		body, err := json.Marshal(whole)
		require.NoError(t, err)
		all = append(all, body)
	}
	walk = func(of string, v any, put func(any)) {
		switch v := v.(type) {
		case map[string]any:
			for key, value := range v {
				if !free[key] && !free[of+"."+key] {
					walk(key, value, func(x any) { v[key] = x })
				}
			}
		case []any:
			for i, value := range v {
				walk(of, value, func(x any) { v[i] = x })
			}
			if len(v) > 0 && of != "chose" {
				put(v[1:])
				say()
				put(v)
			}
		case float64:
			put(v + 1)
			say()
			put(v)
		case bool:
			put(!v)
			say()
			put(v)
		case string:
			other := v + "s"
			if cards.Card(v).Valid() {
				other = string(cards.Of(cards.Card(v).Rank()%13+1, cards.Card(v).Suit()))
			}
			put(other)
			say()
			put(v)
		}
	}
	walk(kind, whole, func(x any) { whole = x })
	return all
}

// What is missing, too much or another's is found.
func TestRecheckRefuses(t *testing.T) {
	t.Parallel()
	o := suiteOptions(nil)
	options := encode(t, o)
	l := sit(t, Seats(), o, "8s Td 6d Tc 3s  7c Th 9c 2d")
	l.bet(1, chip("seat:1", 1000))
	l.follow(2, chip("behind:1", 300), chip("behind:2", 200))
	l.deal()
	l.play(1, Hit, Stand)
	l.ends()
	fine := func() (public, own []any) { return slices.Clone(l.all), slices.Clone(l.own[1]) }
	none := func(int) games.Draws { return nil }
	public, own := fine()
	require.NoError(t, Seats().Recheck(options, public, own, none))
	for name, change := range map[string]func(public, own *[]any){
		"no end":                 func(public, _ *[]any) { *public = (*public)[:len(*public)-1] },
		"two ends":               func(public, _ *[]any) { *public = append(*public, (*public)[len(*public)-1]) },
		"no close":               func(public, _ *[]any) { *public = slices.Delete(*public, 1, 2) },
		"no payout":              func(_, own *[]any) { *own = (*own)[:len(*own)-1] },
		"paid twice":             func(_, own *[]any) { *own = append(*own, (*own)[len(*own)-1]) },
		"paid without a bet":     func(_, own *[]any) { *own = (*own)[1:] },
		"taken back, not there":  func(_, own *[]any) { *own = append([]any{TakenBack{Bets: []games.BetID{{1}}}}, *own...) },
		"a bet on nothing":       func(_, own *[]any) { *own = append([]any{Placed{Spots: []Chip{{Spot: "seat:9", Stake: 1}}}}, *own...) },
		"a stake out of nowhere": func(_, own *[]any) { *own = slices.Insert(*own, 1, any(Staked{Seat: 1, Do: DoubleUp, Stake: 1000})) },
		"a decision twice": func(public, _ *[]any) {
			i := slices.IndexFunc(*public, func(b any) bool { _, ok := b.(Acted); return ok })
			*public = slices.Insert(*public, i, (*public)[i])
		},
		"the system's decision": func(public, _ *[]any) {
			i := slices.IndexFunc(*public, func(b any) bool { a, ok := b.(Acted); return ok && a.Do == Hit })
			a := (*public)[i].(Acted)
			a.By = bySystem
			(*public)[i] = a
		},
		"decided by nobody": func(public, _ *[]any) {
			i := slices.IndexFunc(*public, func(b any) bool { _, ok := b.(Acted); return ok })
			a := (*public)[i].(Acted)
			a.By = "dealer"
			(*public)[i] = a
		},
	} {
		public, own := fine()
		change(&public, &own)
		require.Error(t, Seats().Recheck(options, public, own, none), name)
	}
	require.Error(t, Seats().Recheck([]byte(`{}`), public, own, none), "options of nobody")
	require.NoError(t, Seats().Recheck(options, []any{Opened{}, Voided{}}, nil, none), "a void")

	// The shoe: another place, another shoe, none.
	carry := stacked(t, o.Decks, "8s Td 6d Tc 3s  7c Th 9c 2d")
	var c Carry
	require.NoError(t, json.Unmarshal(carry, &c))
	dealt := swapped(c.Private.Order)
	for name, bad := range map[string]string{
		"fine":          string(carry),
		"another place": strings.Replace(string(carry), `"dealt":0`, `"dealt":1`, 1),
		"fewer packs":   strings.Replace(string(carry), `"decks":6`, `"decks":5`, 1),
		"no shoe":       `{"shoe":null,"opensAtMs":0,"landsAtMs":0}`,
		"no carry":      ``,
		"no JSON":       `{`,
	} {
		err := Seats().RecheckShoeFrom(options, []byte(bad), public, own, dealt)
		require.Equal(t, name == "fine", err == nil, "%s: %v", name, err)
	}
	other := splitmix(3)
	require.Error(t, Seats().RecheckShoeFrom(options, carry, public, own, &other), "another shoe")
}

// A dealer who stops where another card was due is found by the rules alone, though all
// else follows from it.
func TestRecheckFindsADealerWhoStops(t *testing.T) {
	t.Parallel()
	o := suiteOptions(nil)
	l := sit(t, Seats(), o, "Ts 6d 7s Tc 5h")
	l.bet(1, chip("seat:1", 1000))
	l.deal()
	l.play(1, Stand)
	l.ends()
	public, own := slices.Clone(l.all), slices.Clone(l.own[1])
	none := func(int) games.Draws { return nil }
	require.NoError(t, Seats().Recheck(encode(t, o), public, own, none))
	r, p := l.result(), l.paid(1)
	require.Equal(t, 21, r.Total)
	r.Dealer, r.Total, r.Taken, r.Hands = r.Dealer[:2], 16, 4, []HandResult{{Seat: 1, Total: 17, Why: EndWin}}
	p.Lines, p.Returned = []Line{{Spot: "seat:1", Total: 17, Why: EndWin, Stake: 1000, Back: 2000}}, 2000
	public[len(public)-1], own[len(own)-1] = r, p
	require.ErrorContains(t, Seats().Recheck(encode(t, o), public, own, none), "the dealer ends with")
}

// swapped is draws by which a shuffle comes to an order.
type swapped []cards.Card

func (s swapped) Uintn(uint64) uint64 { panic(errors.New("a shuffle only")) }

func (s swapped) Shuffle(n int, swap func(i, j int)) {
	now := cards.Packs(n / cards.PackSize)
	for i := range now {
		j := i + slices.Index(now[i:], s[i])
		if j != i {
			now[i], now[j] = now[j], now[i]
			swap(i, j)
		}
	}
}

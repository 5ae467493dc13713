package baccarat

import (
	"math/big"

	"croupier/games"
	"croupier/games/cards"
)

// infinite is a shoe from which what was dealt does not go missing: the quickest check
// of the rules (figures d2).
const infinite = 0

// weights is in how many ways each of some outcomes comes, of all ways in which six
// cards can lie on a new shoe; a hand of four counts with every two cards behind it.
// Eight packs have 416·415·414·413·412·411 < 2^53 of them.
type weights struct {
	of    []uint64 // by outcome's place in its list
	total uint64
}

// stock is how many cards of each kind are left. Of an infinite shoe none goes missing.
type stock struct {
	left []uint64
	all  uint64
	less uint64 // what a card taken takes away
}

// take takes a card of a kind that there is, and counts the ways to do it.
func (s *stock) take(kind int) uint64 {
	ways := s.left[kind]
	s.left[kind] -= s.less
	s.all -= s.less
	return ways
}

func (s *stock) put(kind int, ways uint64) {
	s.left[kind] = ways
	s.all += s.less
}

// each goes through all kinds of the next card.
func (s *stock) each(do func(kind int, ways uint64)) {
	for kind := range s.left {
		if s.left[kind] > 0 {
			ways := s.take(kind)
			do(kind, ways)
			s.put(kind, ways)
		}
	}
}

// byPoints is a new shoe by what cards count.
func byPoints(decks int) *stock {
	s := &stock{left: make([]uint64, 10), less: 1}
	if decks == infinite {
		decks, s.less = 1, 0
	}
	for r := cards.Ace; r <= cards.King; r++ {
		s.left[points(r)] += uint64(decks) * cards.Suits
	}
	s.all = uint64(decks) * cards.PackSize
	return s
}

// enumerate deals every hand that there is, by what its cards count, and adds each to
// its place in mains.
func enumerate(decks int) weights {
	w := weights{of: make([]uint64, len(mains)), total: 1}
	s := byPoints(decks)
	for range 6 {
		w.total *= s.all
		s.all -= s.less
	}
	s.all += 6 * s.less
	var ends [2][2][10][10]uint64 // by third cards and totals, the player's first
	add := func(player, banker, playerCards, bankerCards int, ways uint64) {
		for behind := range uint64(6 - playerCards - bankerCards) {
			ways *= s.all - s.less*behind
		}
		ends[playerCards-2][bankerCards-2][player][banker] += ways
	}
	s.each(func(p1 int, w1 uint64) {
		s.each(func(b1 int, w2 uint64) {
			s.each(func(p2 int, w3 uint64) {
				s.each(func(b2 int, w4 uint64) {
					finish(s, (p1+p2)%10, (b1+b2)%10, w1*w2*w3*w4, add)
				})
			})
		})
	})
	for i, o := range mains {
		o.PlayerPair, o.BankerPair = NoPair, NoPair
		for n := range 400 {
			player, banker, playerCards, bankerCards := n%10, n/10%10, n/100%2+2, n/200+2
			if meaning(player, banker, playerCards, bankerCards) == o {
				w.of[i] += ends[playerCards-2][bankerCards-2][player][banker]
			}
		}
	}
	return w
}

// finish deals the third cards.
func finish(s *stock, player, banker int, ways uint64, add func(player, banker, playerCards, bankerCards int, ways uint64)) {
	if player >= natural || banker >= natural {
		add(player, banker, 2, 2, ways)
		return
	}
	bankers := func(player, playerCards, third int, ways uint64) {
		if !bankerDraws(banker, third) {
			add(player, banker, playerCards, 2, ways)
			return
		}
		s.each(func(b3 int, w uint64) { add(player, (banker+b3)%10, playerCards, 3, ways*w) })
	}
	if !playerDraws(player) {
		bankers(player, 2, noThird, ways)
		return
	}
	s.each(func(p3 int, w uint64) { bankers((player+p3)%10, 3, p3, ways*w) })
}

// enumeratePairs counts the first two cards of both sides, card by card: the places are
// those of pairs, the player's before the banker's.
func enumeratePairs(decks int) weights {
	w := weights{of: make([]uint64, len(pairs)*len(pairs)), total: 1}
	s := &stock{left: make([]uint64, cards.PackSize), all: cards.PackSize, less: 0}
	each := uint64(1)
	if decks != infinite {
		each, s.less, s.all = uint64(decks), 1, uint64(decks)*cards.PackSize
	}
	for i := range s.left {
		s.left[i] = each
	}
	for i := range uint64(4) {
		w.total *= s.all - i*s.less
	}
	// What the player has is as likely in every suit and rank: one first card stands for
	// all.
	first := uint64(cards.PackSize) * s.take(0)
	s.each(func(p2 int, w2 uint64) {
		mine := alike(0, p2)
		s.each(func(b1 int, w3 uint64) {
			ways := first * w2 * w3
			var same, rank uint64
			for suit := range cards.Suits {
				rank += s.left[suit*cards.Ranks+b1%cards.Ranks]
			}
			same = s.left[b1]
			w.of[mine*len(pairs)] += ways * (s.all - rank)
			w.of[mine*len(pairs)+1] += ways * (rank - same)
			w.of[mine*len(pairs)+2] += ways * same
		})
	})
	return w
}

// alike is the place in pairs of two cards of a new pack.
func alike(a, b int) int {
	switch {
	case a == b:
		return 2
	case a%cards.Ranks == b%cards.Ranks:
		return 1
	}
	return 0
}

// worth is a price's chance to win, its chance to bring the stake back or a part of it,
// and what it returns on average.
type worth struct {
	wins, pushes, back *big.Rat
}

// oddsOf is exact.
func oddsOf(p *price, main, pair *weights) worth {
	w, outcomesOf := main, mains
	if p.pairs {
		w, outcomesOf = pair, nil
		for _, player := range pairs {
			for _, banker := range pairs {
				outcomesOf = append(outcomesOf, Outcome{PlayerPair: player, BankerPair: banker})
			}
		}
	}
	var wins, pushes uint64
	sum := new(big.Int)
	for i, o := range outcomesOf {
		back := p.back(o)
		switch {
		case back > p.per:
			wins += w.of[i]
		case back > 0:
			pushes += w.of[i]
		}
		part := new(big.Int).SetUint64(w.of[i])
		sum.Add(sum, part.Mul(part, big.NewInt(back)))
	}
	whole := new(big.Int).SetUint64(w.total)
	ofWhole := func(n uint64) *big.Rat { return new(big.Rat).SetFrac(new(big.Int).SetUint64(n), whole) }
	den := new(big.Int).Mul(whole, big.NewInt(p.per))
	return worth{wins: ofWhole(wins), pushes: ofWhole(pushes), back: new(big.Rat).SetFrac(sum, den)}
}

// Settings are the options that change the odds.
func (*Rules) Settings() []games.Setting {
	return []games.Setting{
		games.NewSetting("variant", "how the banker's win is priced", Commission, NoCommission, EZ),
		games.NewSetting("decks", "packs in the shoe: tables have 6 to 8, odds are told for 1 to 8", cards.DecksUsual, 6),
		games.NewSetting("tiePays", "what a tie pays to one", tiePaysUsual, 9),
	}
}

// Par is the odds of every spot on a new shoe, by going through all that can be dealt
// from it.
func (*Rules) Par(options []byte) (games.Par, error) {
	o, err := readOptions(options)
	if err != nil {
		return games.Par{}, wrap(err)
	}
	return o.par(), nil
}

func (o *Options) par() games.Par {
	par := games.Par{Game: Game, Rules: Version, Options: settingsOf(o)}
	main, pair := enumerate(o.Decks), enumeratePairs(o.Decks)
	for _, p := range pricesOf(o.Variant, o.TiePays) {
		w := oddsOf(&p, &main, &pair)
		odds := games.NewOdds(p.name, w.wins, w.back, "every hand of a new shoe")
		odds.Pays = p.says
		if w.pushes.Sign() > 0 {
			pushes := games.ExactOf(w.pushes)
			odds.Pushes = &pushes
		}
		par.Bets = append(par.Bets, odds)
	}
	return par
}

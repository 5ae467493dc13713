package blackjack

// A split, exactly. Second cards come to hands of one card until none is left:
// one like the first splits again as long as there may be more hands. Whatever
// the order in which a table really deals them, each pattern of "like" and
// "other" has the same chance, and each hand the same worth within it.
//
// What a hand is worth while m other second cards are known to be unlike is
// taken from what it is worth with k more of the pair's cards gone, by inclusion
// and exclusion: of m cards none is like = Σ (−1)^i · C(m,i) · i of them are.

// splitMore bounds how many second cards beside its own a hand's worth depends on:
// so many hands take 2·hands − 2 of them.
const splitMore = 2*handsLimit - 3 + 1

// split is the worth of a pair that is split, all hands together.
func (f *finite) split(card int) float64 {
	t := &tally{like: f.left[card], all: f.all, most: f.terms.handsMax(card)}
	for k := range min(2*t.most-2, t.like+1) {
		t.chance[k] = falling(t.like, k) / falling(t.all, k)
		for range k {
			f.take(card)
		}
		t.unlike[k] = f.each(func(second int) Finite {
			if second == card {
				return Finite{}
			}
			return f.afterSplit(card, second)
		}).Gain
		if p := f.take(card); p > 0 {
			t.alike[k] = p * f.afterSplit(card, card).Gain
		}
		f.giveBack(card)
		for range k {
			f.giveBack(card)
		}
	}
	t.count(2, 2, 0, 0, 0)
	return t.worth
}

// tally adds up the patterns.
type tally struct {
	like, all int
	most      int // hands
	chance    [splitMore]float64
	unlike    [splitMore]float64 // of a hand with another second card, with k of the pair's cards gone
	alike     [splitMore]float64
	worth     float64
}

// count follows the patterns: single hands wait for their second card, again is
// how many cards split again, kept how many stayed a pair, other how many were
// unlike.
func (t *tally) count(single, all, again, kept, other int) {
	if single == 0 {
		like := again + kept
		t.worth += float64(other)*t.of(&t.unlike, like, other-1) + float64(kept)*t.of(&t.alike, like-1, other)
		return
	}
	t.count(single-1, all, again, kept, other+1)
	if all < t.most {
		t.count(single+1, all+1, again+1, kept, other)
	} else {
		t.count(single-1, all, again, kept+1, other)
	}
}

// of is a hand's part of one pattern: so many other cards are like the pair, and
// so many are not.
func (t *tally) of(hand *[splitMore]float64, like, unlike int) float64 {
	if like < 0 || unlike < 0 {
		return 0
	}
	v, ways := 0.0, 1.0
	for i := 0; i <= unlike; i++ {
		if like+i < splitMore {
			v += ways * t.chance[like+i] * hand[like+i]
		}
		ways = -ways * float64(unlike-i) / float64(i+1)
	}
	return v
}

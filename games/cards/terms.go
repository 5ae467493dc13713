package cards

import (
	"fmt"

	"croupier/games"
)

// ShoeTerms are the options that every table has whose box (Box) is a shoe: its packs,
// its cut card, and the rhythm in which pages turn its cards. A game's options embed them.
type ShoeTerms struct {
	CardMs int64 `json:"cardMs"` // from one card to the next (G32)
	LandMs int64 `json:"landMs"` // from the last card until the winner is shown
	// ShuffleMs is how much later the first card of a new shoe comes, for pages to show the
	// change.
	ShuffleMs int64 `json:"shuffleMs,omitempty"`

	Decks int `json:"decks,omitempty"` // packs in the shoe, 6 to 8; 0: 8
	// CutCards is how many cards lie behind the cut card; 0: 14, which are enough for the
	// rest of a round of up to six cards and one more.
	CutCards int `json:"cutCards,omitempty"`
}

// What stands for an option that is absent, and the bounds of the others.
const (
	DecksUsual    = 8
	decksMin      = 6
	cutCardsUsual = 14
	cardMsMax     = 10_000
	landMsMax     = 60_000
	shuffleMsMax  = 60_000
)

// Fill takes the usual shoe where the options do not say.
func (t *ShoeTerms) Fill() {
	if t.Decks == 0 {
		t.Decks = DecksUsual
	}
	if t.CutCards == 0 {
		t.CutCards = cutCardsUsual
	}
}

// CheckDecks says whether there is such a shoe at all. Odds are told for every one;
// which of them a table may use is Check's.
func (t *ShoeTerms) CheckDecks() error {
	if t.Decks < 1 || t.Decks > DecksMax {
		return fmt.Errorf("decks is %d, must be 1 to %d", t.Decks, DecksMax)
	}
	return nil
}

// Check says what is wrong with the terms of a table whose rounds take at most so many
// cards: the cut card may come out with the first of them, and one more round follows.
// With fewer than six packs some side bets would return less than 75 % (G13).
func (t *ShoeTerms) Check(cardsMost int) error {
	for _, o := range []struct {
		name            string
		is, least, most int64
	}{
		{"cardMs", t.CardMs, 0, cardMsMax},
		{"landMs", t.LandMs, 0, landMsMax},
		{"shuffleMs", t.ShuffleMs, 0, shuffleMsMax},
		{"cutCards", int64(t.CutCards), int64(2*cardsMost - 1), int64(t.Decks) * PackSize / 2},
		{"decks", int64(t.Decks), decksMin, DecksMax},
	} {
		if o.is < o.least || o.is > o.most {
			return fmt.Errorf("%s is %d, must be %d to %d", o.name, o.is, o.least, o.most)
		}
	}
	return nil
}

// Turns is when pages turn the card i of a round that is dealt at a moment, from 0 on.
func (t *ShoeTerms) Turns(at games.Moment, fresh bool, i int) games.Moment {
	if fresh {
		at += games.Moment(t.ShuffleMs)
	}
	return at + games.Moment(i+1)*games.Moment(t.CardMs)
}

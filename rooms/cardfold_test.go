package rooms

import (
	"encoding/json"
	"slices"

	"croupier/games"
	"croupier/games/cards"
	"croupier/server/wire"
)

// cardFold follows the cards of a table by what everyone is told, from the rules alone:
// which place of which shoe each card came from.
type cardFold struct {
	shoe  games.RoundID
	next  int // place of the shoe that comes next
	hole  int // place of the card that lies face down; -1: none
	decks map[games.RoundID]int
	holes map[games.RoundID][][2]int // the dealer's open card, and the one face down
	shown map[games.RoundID]map[int]cards.Card
}

func newCardFold() cardFold {
	return cardFold{hole: -1, holes: map[games.RoundID][][2]int{}, decks: map[games.RoundID]int{}, shown: map[games.RoundID]map[int]cards.Card{}}
}

// event takes an event for everyone, and says which places of the shoe it shows.
func (f *cardFold) event(name string, body []byte) (shoe games.RoundID, told []int, ends games.RoundID) {
	var e struct {
		Shoe   json.RawMessage `json:"shoe"`
		Before *struct {
			Shoe struct {
				Shoe games.RoundID `json:"shoe"`
			} `json:"shoe"`
		} `json:"before"`
		Top    cards.Card      `json:"top"`
		Seats  json.RawMessage `json:"seats"`
		Up     cards.Card      `json:"up"`
		Taken  int             `json:"taken"`
		Cards  json.RawMessage `json:"cards"`
		Card   cards.Card      `json:"card"`
		Halves []cards.Card    `json:"halves"`
		Dealer []cards.Card    `json:"dealer"`
		Round  games.RoundID   `json:"round"`
	}
	if json.Unmarshal(body, &e) != nil {
		panic("a body of another kind: " + name + string(body))
	}
	show := func(place int, card cards.Card) {
		if f.shown[f.shoe] == nil {
			f.shown[f.shoe] = map[int]cards.Card{}
		}
		f.shown[f.shoe][place] = card
		told = append(told, place)
	}
	deal := func(list ...cards.Card) {
		for _, card := range list {
			show(f.next, card)
			f.next++
		}
	}
	var shoes struct {
		Shoe  games.RoundID `json:"shoe"`
		Decks int           `json:"decks"`
		Dealt int           `json:"dealt"`
	}
	_ = json.Unmarshal(e.Shoe, &shoes)
	switch name {
	case wire.EventRevealed:
		ends = e.Round
	case "shuffled":
		f.shoe, f.next, f.hole = shoes.Shoe, shoes.Dealt, -1
		f.decks[f.shoe] = shoes.Decks
		if e.Top != "" {
			show(0, e.Top)
		}
		if e.Before != nil {
			ends = e.Before.Shoe.Shoe
		}
	case "dealt":
		var seats []struct{ Cards []cards.Card }
		_ = json.Unmarshal(e.Seats, &seats)
		base := f.next
		for _, s := range seats {
			deal(s.Cards[0])
		}
		up := f.next
		deal(e.Up)
		for _, s := range seats {
			deal(s.Cards[1])
		}
		if f.hole = -1; e.Taken > f.next-base {
			f.hole = f.next
			f.holes[f.shoe] = append(f.holes[f.shoe], [2]int{up, f.hole})
			f.next++
		}
	case "acted", "drawn":
		var list []cards.Card
		_ = json.Unmarshal(e.Cards, &list)
		deal(list...)
	case "went":
		if e.Card != "" {
			deal(e.Card)
		}
		deal(e.Halves...)
	case "looked":
		if e.Card != "" {
			show(f.hole, e.Card)
		}
	case "result":
		var turns []struct{ Card cards.Card }
		if e.Dealer == nil && json.Unmarshal(e.Cards, &turns) == nil {
			f.next = shoes.Dealt
			for _, t := range turns {
				deal(t.Card)
			}
			break
		}
		rest := e.Dealer[min(1, len(e.Dealer)):]
		if f.hole >= 0 && len(rest) > 0 {
			show(f.hole, rest[0])
			rest = rest[1:]
		}
		deal(rest...)
		f.hole = -1
	}
	return f.shoe, told, ends
}

// isHole says whether the card at a place of a shoe lay face down.
func (f *cardFold) isHole(shoe games.RoundID, place int) bool {
	return slices.ContainsFunc(f.holes[shoe], func(h [2]int) bool { return h[1] == place })
}

package auditor

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// felts is what baccarat and dragon tiger have in common: one outcome for all, a shoe
// that goes on until its cut card, and chips on spots.
type felts struct {
	packs, cut int
	says       map[string]string // what the page says that a spot pays
	prices     map[string]string // what it pays where it wins, to one: the auditor's own
	burn       func(top string) int
	topShown   bool
}

// read reads what pages of both have, and the rest into more.
func (g *felts) read(page []byte, more any) (faults []string, err error) {
	var sheet struct {
		Packs int `json:"decks"`
		Cut   int `json:"cutCards"`
		Spots []struct {
			Spot string `json:"spot"`
			Pays string `json:"pays"`
		} `json:"spots"`
	}
	if err := json.Unmarshal(page, &sheet); err != nil {
		return nil, err
	}
	g.packs, g.cut, g.says = sheet.Packs, sheet.Cut, map[string]string{}
	for _, s := range sheet.Spots {
		if g.says[s.Spot] != "" {
			faults = append(faults, "spot "+s.Spot+" is there twice")
		}
		g.says[s.Spot] = s.Pays
	}
	if g.packs < 1 || g.packs > 8 {
		faults = append(faults, fmt.Sprintf("a shoe of %d packs", g.packs))
	}
	return faults, json.Unmarshal(page, more)
}

// compare holds the page's spots against the auditor's prices; some are always there.
func (g *felts) compare(always ...string) (faults []string) {
	for spot, says := range g.says {
		if odds, _, _ := strings.Cut(says, ":"); g.prices[spot] == "" || odds != g.prices[spot] {
			faults = append(faults, fmt.Sprintf("spot %q is said to pay %s", spot, says))
		}
	}
	for _, spot := range always {
		if g.says[spot] == "" {
			faults = append(faults, "no spot "+spot)
		}
	}
	return faults
}

// begin reads a round up to its result, which is nil for a round that has none.
func (g *felts) begin(log []fact) (*deal, *fact) {
	d := &deal{}
	closed := false
	for i := range log {
		e := &log[i]
		switch e.kind {
		case "opened", "deadline":
			if closed {
				d.wrong(KindOrder, "%s after the close", e.kind)
			}
		case "closed":
			closed = true
		case "shuffled":
			var s shuffled
			if err := json.Unmarshal(e.body, &s); err != nil {
				return d.wrong(KindMalformed, "%v", err), nil
			}
			if !closed || d.shuffled != nil {
				d.wrong(KindOrder, "shuffled before the close, or twice")
			}
			d.shuffled = &s
			if why := g.fresh(&s, ""); why != "" {
				d.wrong(KindDraw, "%s", why)
			}
		case "result":
			var r struct {
				Shoe shoe `json:"shoe"`
			}
			if err := json.Unmarshal(e.body, &r); err != nil {
				return d.wrong(KindMalformed, "%v", err), nil
			}
			d.from = &r.Shoe
			if d.shuffled != nil && d.shuffled.Shoe != r.Shoe {
				d.wrong(KindDraw, "shuffled was %+v, dealt from %+v", d.shuffled.Shoe, r.Shoe)
			}
			return d, e
		case "voided":
			return d, nil
		default:
			d.wrong(KindEarly, "nobody is to be told of %s", e.kind)
		}
	}
	return d, nil
}

// fresh says what is wrong with a new shoe.
func (g *felts) fresh(s *shuffled, top string) string {
	size := g.packs * packSize
	burned := g.burn(s.Top)
	if top != "" {
		burned = g.burn(top)
	}
	switch {
	case s.Shoe.Packs != g.packs || s.Shoe.Cut != size-g.cut || s.Shoe.Final:
		return fmt.Sprintf("not a new shoe of %d packs with %d behind the cut card: %+v", g.packs, g.cut, s.Shoe)
	case s.Burned != burned || s.Shoe.Dealt != burned || g.topShown != (s.Top != "") || top != "" && s.Top != "" && s.Top != top:
		return fmt.Sprintf("burned %d with %q on top, %d dealt", s.Burned, s.Top, s.Shoe.Dealt)
	}
	return ""
}

// after is the shoe for the next round: the one in which the cut card came out is
// followed by one more.
func (g *felts) after(d *deal, from *shoe) *shoe {
	if from == nil || from.Final {
		return nil
	}
	left := *from
	left.Dealt += len(d.cards)
	left.Final = left.Dealt >= left.Cut
	return &left
}

// lines is what a player's chips bring, spot by spot; what brings nothing has no line.
func (g *felts) lines(b *book, back func(spot string, stake int64) (int64, bool)) (lines []line, faults []string) {
	for _, p := range b.bets {
		for _, s := range p.spots {
			if p.taken {
				continue
			}
			i := slices.IndexFunc(lines, func(l line) bool { return l.Spot == s.Spot })
			if i < 0 {
				i = len(lines)
				lines = append(lines, line{Spot: s.Spot})
			}
			lines[i].Stake += s.Stake
		}
	}
	for i := range lines {
		l := &lines[i]
		var known bool
		if l.Back, known = back(l.Spot, l.Stake); !known || g.says[l.Spot] == "" {
			faults = append(faults, "a bet on "+l.Spot+", which the table does not have")
		}
		switch {
		case l.Back > l.Stake:
			l.Why = "win at " + oddsOf(l.Stake, l.Back)
		case l.Back > 0:
			l.Why = "push"
		}
	}
	return slices.DeleteFunc(lines, func(l line) bool { return l.Back == 0 }), faults
}

// oddsOf is what a stake won, to one, as a decimal of at most four places.
func oddsOf(stake, back int64) string {
	scaled := (back - stake) * 10_000 / stake
	text := fmt.Sprintf("%d.%04d", scaled/10_000, scaled%10_000)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

// wrong notes a fault of a round.
func (d *deal) wrong(kind Kind, format string, args ...any) *deal {
	d.faults = append(d.faults, fault{kind, fmt.Sprintf(format, args...)})
	return d
}

// laidCard is a card of a result: to whom it went, and when pages turn it.
type laidCard struct {
	To   string `json:"to"`
	Card string `json:"card"`
	AtMs int64  `json:"atMs"`
}

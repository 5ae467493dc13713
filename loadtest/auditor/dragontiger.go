package auditor

import (
	"encoding/json"
	"fmt"
	"strings"
)

// DragonTiger is a table of it, by its page.
type DragonTiger struct {
	felts
	tie  int64 // to one
	half bool  // a tie leaves half of the bets on one side
}

// readDragonTiger reads a page.
func readDragonTiger(page []byte) (*DragonTiger, []string, error) {
	g := &DragonTiger{}
	faults, err := g.read(page, &struct{}{})
	if err != nil {
		return nil, nil, err
	}
	g.burn = func(string) int { return 1 }
	g.half = strings.HasSuffix(g.says["dragon"], "a tie loses half")
	if _, err := fmt.Sscanf(g.says["tie"], "%d:1", &g.tie); err != nil || g.tie != 10 && g.tie != 11 {
		faults = append(faults, "a tie pays "+g.says["tie"])
	}
	if g.says["dragon"] != g.says["tiger"] {
		faults = append(faults, "dragon pays "+g.says["dragon"]+", tiger "+g.says["tiger"])
	}
	g.prices = map[string]string{"dragon": "1", "tiger": "1", "tie": fmt.Sprint(g.tie), "suited-tie": "50",
		"dragon-big": "1", "dragon-small": "1", "tiger-big": "1", "tiger-small": "1"}
	return g, append(faults, g.compare("dragon", "tiger", "tie")...), nil
}

// follow reads a round.
func (g *DragonTiger) follow(log []fact) *deal {
	d, last := g.begin(log)
	if last == nil {
		return d
	}
	var r struct {
		Cards     []laidCard `json:"cards"`
		Winner    string     `json:"winner"`
		Suited    bool       `json:"suited"`
		LandsAtMs int64      `json:"landsAtMs"`
	}
	if err := json.Unmarshal(last.body, &r); err != nil {
		return d.wrong(KindMalformed, "%v", err)
	}
	for _, c := range r.Cards {
		d.cards = append(d.cards, c.Card)
	}
	if len(r.Cards) != 2 || !areCards(d.cards) || r.Cards[0].To != "dragon" || r.Cards[1].To != "tiger" {
		return d.wrong(KindDraw, "no round is %v", r.Cards)
	}
	if r.Cards[0].AtMs < last.atMs || r.Cards[1].AtMs < r.Cards[0].AtMs || r.LandsAtMs < r.Cards[1].AtMs {
		d.wrong(KindEarly, "its cards are turned at %d and %d, and shown at %d", r.Cards[0].AtMs, r.Cards[1].AtMs, r.LandsAtMs)
	}
	d.felt = [2]string{d.cards[0], d.cards[1]}
	if winner := higher(d.cards[0], d.cards[1]); r.Winner != winner || r.Suited != (d.cards[0] == d.cards[1]) {
		d.wrong(KindDraw, "%v is told as %s, suited %t", d.cards, r.Winner, r.Suited)
	}
	return d
}

// higher is whose card is the higher one, ace low.
func higher(dragon, tiger string) string {
	switch d, t := rankOf(dragon), rankOf(tiger); {
	case d > t:
		return "dragon"
	case t > d:
		return "tiger"
	}
	return "tie"
}

// settle is what a player's chips bring.
func (g *DragonTiger) settle(b *book, d *deal) ([]line, []string) {
	two, ok := d.felt.([2]string)
	if !ok {
		return nil, []string{"cards that cannot be read"}
	}
	return g.lines(b, func(spot string, stake int64) (int64, bool) { return g.back(two, spot, stake) })
}

// back is what a stake brings, itself included.
func (g *DragonTiger) back(two [2]string, spot string, stake int64) (int64, bool) {
	winner := higher(two[0], two[1])
	side, size, sized := strings.Cut(spot, "-")
	rank := rankOf(two[0])
	if side == "tiger" {
		rank = rankOf(two[1])
	}
	times := int64(0)
	switch {
	case spot == "tie":
		if winner == "tie" {
			times = 1 + g.tie
		}
	case spot == "suited-tie":
		if two[0] == two[1] {
			times = 51
		}
	case side != "dragon" && side != "tiger":
		return 0, false
	case !sized:
		if winner == "tie" && g.half {
			return stake / 2, true
		}
		if winner == side {
			times = 2
		}
	case size == "big":
		if rank > 7 {
			times = 2
		}
	case size == "small":
		if rank < 7 {
			times = 2
		}
	default:
		return 0, false
	}
	return stake * times, true
}

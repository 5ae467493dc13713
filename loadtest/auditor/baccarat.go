package auditor

import (
	"encoding/json"
	"fmt"
)

// Baccarat is a table of it, by its page: the third cards, the totals and the prices
// are written from the rules.
type Baccarat struct {
	felts
	variant string
	tie     int64 // to one
}

// third says when the banker draws: a row for each total of two cards, a column for
// what the player's third card counts and the last for none. D draws, S stands.
var third = [8]string{
	"DDDDDDDDDDD",
	"DDDDDDDDDDD",
	"DDDDDDDDDDD",
	"DDDDDDDDSDD",
	"SSDDDDDDSSD",
	"SSSSDDDDSSD",
	"SSSSSSDDSSS",
	"SSSSSSSSSSS",
}

func counts(card string) int {
	if n := rankOf(card); n < 10 {
		return n
	}
	return 0
}

func countsOf(hand []string) (n int) {
	for _, card := range hand {
		n += counts(card)
	}
	return n % 10
}

// punto is a hand of baccarat as it lies on the table.
type punto struct {
	player, banker []string
}

// baccaratHand deals cards by the rules and says to whom each went; fault: they are
// too few or too many.
func baccaratHand(cards []string) (h punto, to []string, fault string) {
	next := 0
	give := func(side string) string {
		card := ""
		if next < len(cards) {
			card = cards[next]
		}
		next++
		to = append(to, side)
		if side == "player" {
			h.player = append(h.player, card)
		} else {
			h.banker = append(h.banker, card)
		}
		return card
	}
	for _, side := range []string{"player", "banker", "player", "banker"} {
		give(side)
	}
	player, banker := countsOf(h.player), countsOf(h.banker)
	if player < 8 && banker < 8 {
		column := 10
		if player < 6 {
			column = counts(give("player"))
		}
		if third[banker][column] == 'D' {
			give("banker")
		}
	}
	if next != len(cards) {
		return h, to, fmt.Sprintf("the rules deal %d cards, it dealt %v", next, cards)
	}
	return h, to, ""
}

// winner is whose total is higher.
func (h *punto) winner() string {
	switch player, banker := countsOf(h.player), countsOf(h.banker); {
	case player > banker:
		return "player"
	case banker > player:
		return "banker"
	}
	return "tie"
}

func pairOf(hand []string) string {
	switch {
	case hand[0] == hand[1]:
		return "perfect"
	case hand[0][0] == hand[1][0]:
		return "pair"
	}
	return "none"
}

// feat is what is told of how a win was made.
func (h *punto) feat() string {
	switch winner := h.winner(); {
	case winner == "banker" && countsOf(h.banker) == 6:
		return "six"
	case winner == "banker" && countsOf(h.banker) == 7 && len(h.banker) == 3:
		return "dragon"
	case winner == "player" && countsOf(h.player) == 8 && len(h.player) == 3:
		return "panda"
	}
	return ""
}

// readBaccarat reads a page. Which spots there are and what they pay is compared with
// the auditor's own prices.
func readBaccarat(page []byte) (*Baccarat, []string, error) {
	var sheet struct {
		Variant string `json:"variant"`
	}
	g := &Baccarat{}
	faults, err := g.read(page, &sheet)
	if err != nil {
		return nil, nil, err
	}
	g.variant = sheet.Variant
	g.burn = func(top string) int { return 1 + min(rankOf(top), 10) }
	g.topShown = true
	if _, err := fmt.Sscanf(g.says["tie"], "%d:1", &g.tie); err != nil || g.tie != 8 && g.tie != 9 {
		faults = append(faults, "a tie pays "+g.says["tie"])
	}
	if g.variant != "commission" && g.variant != "noCommission" && g.variant != "ez" {
		faults = append(faults, "no variant of baccarat is "+g.variant)
	}
	banker := "1"
	if g.variant == "commission" {
		banker = "0.95"
	}
	g.prices = map[string]string{"player": "1", "banker": banker, "tie": fmt.Sprint(g.tie), "player-pair": "11", "banker-pair": "11",
		"either-pair": "5", "perfect-pair": "25", "dragon-7": "40", "panda-8": "25", "super-6": "15", "big": "0.54", "small": "1.5"}
	return g, append(faults, g.compare("player", "banker", "tie")...), nil
}

// follow reads a round.
func (g *Baccarat) follow(log []fact) *deal {
	d, last := g.begin(log)
	if last == nil {
		return d
	}
	var r struct {
		Cards       []laidCard `json:"cards"`
		PlayerTotal int        `json:"playerTotal"`
		BankerTotal int        `json:"bankerTotal"`
		Winner      string     `json:"winner"`
		Natural     bool       `json:"natural"`
		Feat        string     `json:"feat"`
		PlayerPair  string     `json:"playerPair"`
		BankerPair  string     `json:"bankerPair"`
		LandsAtMs   int64      `json:"landsAtMs"`
	}
	if err := json.Unmarshal(last.body, &r); err != nil {
		return d.wrong(KindMalformed, "%v", err)
	}
	at := last.atMs
	for _, c := range r.Cards {
		d.cards = append(d.cards, c.Card)
		if c.AtMs < at {
			d.wrong(KindEarly, "%s is turned at %d, after %d", c.Card, c.AtMs, at)
		}
		at = c.AtMs
	}
	if !areCards(d.cards) || len(d.cards) < 4 {
		return d.wrong(KindDraw, "no hand is %v", d.cards)
	}
	h, to, fault := baccaratHand(d.cards)
	if fault != "" {
		return d.wrong(KindDraw, "%s", fault)
	}
	for i, c := range r.Cards {
		if c.To != to[i] {
			d.wrong(KindDraw, "card %d went to %s, it is the %s's", i, c.To, to[i])
		}
	}
	d.felt = h
	player, banker := countsOf(h.player), countsOf(h.banker)
	natural := len(d.cards) == 4 && max(player, banker) >= 8
	if r.PlayerTotal != player || r.BankerTotal != banker || r.Winner != h.winner() || r.Natural != natural || r.Feat != h.feat() ||
		r.PlayerPair != pairOf(h.player) || r.BankerPair != pairOf(h.banker) || r.LandsAtMs < at {
		d.wrong(KindDraw, "%v to %v is told as %s", h.player, h.banker, last.body)
	}
	return d
}

// settle is what a player's chips bring.
func (g *Baccarat) settle(b *book, d *deal) ([]line, []string) {
	h, ok := d.felt.(punto)
	if !ok {
		return nil, []string{"a hand that cannot be read"}
	}
	return g.lines(b, func(spot string, stake int64) (int64, bool) { return g.back(&h, spot, stake) })
}

// back is what a stake brings, itself included.
func (g *Baccarat) back(h *punto, spot string, stake int64) (back int64, known bool) {
	pays := func(wins bool, odds int64) (int64, bool) {
		if !wins {
			return 0, true
		}
		return stake + stake*odds, true
	}
	winner, cards := h.winner(), len(h.player)+len(h.banker)
	onPlayer, onBanker := pairOf(h.player), pairOf(h.banker)
	both, either := onPlayer != "none" && onBanker != "none", onPlayer != "none" || onBanker != "none"
	if winner == "tie" && (spot == "player" || spot == "banker") {
		return stake, true
	}
	switch spot {
	case "player":
		return pays(winner == spot, 1)
	case "banker":
		switch {
		case winner != spot:
			return 0, true
		case g.variant == "commission":
			return stake + stake - stake/20, true
		case g.variant == "noCommission" && h.feat() == "six":
			return stake + stake/2, true
		case g.variant == "ez" && h.feat() == "dragon":
			return stake, true
		}
		return 2 * stake, true
	case "tie":
		return pays(winner == spot, g.tie)
	case "player-pair":
		return pays(onPlayer != "none", 11)
	case "banker-pair":
		return pays(onBanker != "none", 11)
	case "either-pair":
		return pays(either, 5)
	case "perfect-pair":
		if both && onPlayer == "perfect" && onBanker == "perfect" {
			return pays(true, 200)
		}
		return pays(onPlayer == "perfect" || onBanker == "perfect", 25)
	case "dragon-7":
		return pays(h.feat() == "dragon", 40)
	case "panda-8":
		return pays(h.feat() == "panda", 25)
	case "super-6":
		return pays(h.feat() == "six", 15)
	case "big":
		if cards == 4 {
			return 0, true
		}
		return stake + stake*54/100, true
	case "small":
		if cards != 4 {
			return 0, true
		}
		return stake + stake*3/2, true
	}
	return 0, false
}

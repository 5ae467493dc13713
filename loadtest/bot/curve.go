package bot

import (
	"encoding/json"
	"strconv"

	"croupier/server/wire"
)

// askCashOut takes a bet off a running curve.
const askCashOut = "cashOut"

const (
	// curveBets is what a crash table takes of one player in a round.
	curveBets    = 2
	curveTooMany = 50 // of 1000 bets: one more than that
	// autoPerMille of the bets on a curve name where they leave it.
	autoPerMille = 500
)

// onCurve is a bet on the curve that comes; half of them name where they leave.
func (b *Bot) onCurve() json.RawMessage {
	body := append(make([]byte, 0, 48), `{"stake":`...)
	body = strconv.AppendInt(body, max(b.menu.Min, b.menu.Step*(1+Below(b.rand, chipsMax))), 10)
	if perMille(b.rand, autoPerMille) {
		body = append(body, `,"cashAt":`...)
		body = strconv.AppendInt(body, 101+Below(b.rand, 50<<Below(b.rand, 5)), 10)
	}
	return append(body, '}')
}

func byHand(body json.RawMessage) bool {
	var bet struct {
		CashAt int64 `json:"cashAt"`
	}
	return json.Unmarshal(body, &bet) == nil && bet.CashAt == 0
}

// cashOut takes one of the bot's bets off the curve, once.
func (b *Bot) cashOut(round, nowMs int64) wire.Act {
	i := int(Below(b.rand, int64(len(b.hands))))
	bet := b.hands[i]
	b.hands = append(b.hands[:i], b.hands[i+1:]...)
	act := wire.Act{T: wire.TAct, Cid: b.Cid(), Room: b.room, Round: round, ID: b.mint(nowMs), Ask: askCashOut,
		Body: json.RawMessage(`{"bet":` + strconv.Quote(bet) + `}`)}
	b.doubts = append(b.doubts, Doubt{Act: act})
	return act
}

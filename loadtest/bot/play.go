package bot

import (
	"encoding/json"
	"strconv"

	"croupier/games"
	"croupier/server/wire"
)

// The asks of a roulette table.
const (
	askBet   = "bet"
	askUndo  = "undo"
	askClear = "clear"
)

// Of 1000 acts so many are an undo, a clear, or a stake above the spot's limit;
// the rest are bets that the rules allow.
const (
	undoPerMille   = 40
	clearPerMille  = 20
	tooBigPerMille = 10
)

// chipsMax bounds a usual stake on one spot, in chip steps.
const chipsMax = 5

// Idle says why a bot did not act.
type Idle string

// The reasons.
const (
	IdleOffline Idle = "offline" // not in the room at the moment
	IdleClosed  Idle = "closed"  // no bets are taken now
	IdleDoubts  Idle = "doubts"  // DoubtMax acts wait for their verdict
)

// Act decides what to do now, at a moment of server time. The act is in doubt
// when it is returned, before anybody can have sent it. Idle is empty then.
func (b *Bot) Act(nowMs int64) (wire.Act, Idle) {
	if !b.Ready() {
		return wire.Act{}, IdleOffline
	}
	round, open := b.Round(nowMs)
	runs := b.startsAtMs > 0 && nowMs >= b.startsAtMs && len(b.hands) > 0
	if !open && !runs {
		return wire.Act{}, IdleClosed
	}
	if len(b.doubts) >= DoubtMax {
		return wire.Act{}, IdleDoubts
	}
	if !open {
		return b.cashOut(round, nowMs), ""
	}
	if b.menu.Curve && b.standing+len(b.doubts) >= curveBets && !perMille(b.rand, curveTooMany) {
		return wire.Act{}, IdleClosed // it has what a table takes of one player
	}
	act := wire.Act{T: wire.TAct, Cid: b.Cid(), Room: b.room, Round: round, ID: b.mint(nowMs), Ask: askBet}
	// What an undo takes back must not hang on verdicts that are not known yet.
	takesBack := b.standing > 0 && len(b.doubts) == 0
	switch whim := Below(b.rand, 1000); {
	case takesBack && whim < undoPerMille:
		act.Ask, act.Body = askUndo, json.RawMessage(`{}`)
	case takesBack && whim < undoPerMille+clearPerMille:
		act.Ask, act.Body = askClear, json.RawMessage(`{}`)
	default:
		act.Body = b.bet()
	}
	b.doubts = append(b.doubts, Doubt{Act: act})
	return act, ""
}

// Twist is the same act under the same id with another body: what must be told
// as a conflict (B4).
func (b *Bot) Twist(act wire.Act) wire.Act {
	was := string(act.Body)
	act.Cid = b.Cid()
	act.Ask = askBet
	for spots := 1; ; spots++ {
		if b.menu.Curve {
			if act.Body = b.onCurve(); string(act.Body) != was {
				return act
			}
			continue
		}
		if act.Body = b.stake(spots%3+1, false); string(act.Body) != was {
			return act
		}
	}
}

func (b *Bot) bet() json.RawMessage {
	if b.menu.Curve {
		return b.onCurve()
	}
	if b.menu.Seats != nil {
		return b.atSeats()
	}
	spots := 1
	for spots < 8 && perMille(b.rand, 450) {
		spots++
	}
	return b.stake(spots, perMille(b.rand, tooBigPerMille))
}

func (b *Bot) stake(spots int, tooBig bool) json.RawMessage {
	spots = min(spots, len(b.menu.Spots))
	first := int(Below(b.rand, int64(len(b.menu.Spots))))
	stride := 1 + int(Below(b.rand, int64(len(b.menu.Spots)/spots)))
	body := append(make([]byte, 0, 24+40*spots), `{"spots":[`...)
	for i := range spots { // i*stride < len: no spot comes twice
		spot := b.menu.Spots[(first+i*stride)%len(b.menu.Spots)]
		stake := max(b.menu.Min, b.menu.Step*(1+Below(b.rand, chipsMax)))
		if spot.Max > 0 {
			stake = min(stake, spot.Max)
			if tooBig {
				stake = spot.Max + b.menu.Step
			}
		}
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, `{"spot":`...)
		body = strconv.AppendQuote(body, spot.Name)
		body = append(body, `,"stake":`...)
		body = strconv.AppendInt(body, stake, 10)
		body = append(body, '}')
	}
	return append(body, `]}`...)
}

func (b *Bot) mint(nowMs int64) string { return Mint(b.rand, nowMs).String() }

// Mint makes a UUIDv7 of a moment.
func Mint(r Random, nowMs int64) (id games.BetID) {
	for i := range 6 {
		id[i] = byte(nowMs >> (40 - 8*i))
	}
	lo, hi := r.Uint64(), r.Uint64()
	for i := range 8 {
		id[8+i] = byte(lo >> (8 * i))
	}
	id[6], id[7] = 0x70|byte(hi)&0x0f, byte(hi>>8)
	id[8] = 0x80 | id[8]&0x3f
	return id
}

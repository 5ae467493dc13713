package auditor

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"math/bits"

	"croupier/server/wire"
)

// Curve is a crash table, by its page. The auditor works the curve out of e and the
// point out of the seed, and judges every cash-out by the moment on the log.
type Curve struct {
	Edge     int64 // in 10,000ths
	WinMax   int64 // of a bet, beyond its stake
	TimesMax int64 // hundredths
}

// askCashOut takes a bet off the curve.
const askCashOut = "cashOut"

// cashedOut is the body of the event by which a bet leaves the curve.
type cashedOut struct {
	Bet   string `json:"bet"`
	Times int64  `json:"times"`
	Back  int64  `json:"back"`
	AtMs  int64  `json:"atMs"`
	By    string `json:"by"`
}

// paidBet is a line of a curve's payout.
type paidBet struct {
	Bet   string `json:"bet"`
	Stake int64  `json:"stake"`
	Times int64  `json:"times"`
	Back  int64  `json:"back"`
	By    string `json:"by"`
}

// readCurve reads the page of a crash table.
func readCurve(page []byte) (*Curve, error) {
	var sheet struct {
		Edge    int64 `json:"edge10000"`
		Options struct {
			WinMax int64 `json:"winMaxMinor"`
		} `json:"options"`
		Limits struct {
			TimesMax int64 `json:"timesMax"`
		} `json:"limits"`
	}
	err := json.Unmarshal(page, &sheet)
	return &Curve{Edge: sheet.Edge, WinMax: sheet.Options.WinMax, TimesMax: sheet.Limits.TimesMax}, err
}

// Point is where the curve of a seed ends, in hundredths: of the first 52 bits x
// that are drawn, (1 - edge)·100·2^52/(2^52 - x), cut off.
func (c *Curve) Point(seed [32]byte) int64 {
	const space = 1 << 52
	x := binary.BigEndian.Uint64(streamBlock(seed, 1, 0)) % space
	high, low := bits.Mul64(uint64(10_000-c.Edge), space)
	point, _ := bits.Div64(high, low, 100*(space-x))
	return max(100, min(int64(point), c.TimesMax))
}

// at says whether a multiplier is where the curve is so many ms after its start.
func at(ms, times int64) bool {
	exact := 100 * math.Exp(6e-5*float64(ms))
	blur := exact * 1e-12
	return times == int64(max(100, math.Floor(exact-blur))) || times == int64(math.Floor(exact+blur))
}

// most is where a bet leaves at the latest.
func (c *Curve) most(stake int64) int64 { return min(c.TimesMax, 100+c.WinMax/(stake/100)) }

// started takes what everyone is told of a running curve.
func (a *Auditor) started(room int64, e *wire.Event) {
	var body struct {
		StartsAtMs int64 `json:"startsAtMs"`
		BeatAtMs   int64 `json:"beatAtMs"`
		Times      int64 `json:"times"`
	}
	if !a.read(0, room, e, &body) {
		return
	}
	r := a.round(e.Round, room)
	if e.Type == "rescued" {
		r.rescued, r.rescuedAt, r.rescuedTimes = true, body.BeatAtMs, body.Times
		return
	}
	if r.opened && !r.closed {
		a.wrongRound(r, KindEarly, "a curve started before betting had closed")
	}
	r.startsAtMs = body.StartsAtMs
}

// cashedOut books a bet that left the curve.
func (a *Auditor) cashedOut(acc *account, room int64, e *wire.Event) {
	var body cashedOut
	if !a.read(acc.player, room, e, &body) {
		return
	}
	b := acc.book(e.Round, room)
	if b.leave(body) {
		a.wrongBook(acc, b, KindTwice, body.Bet, "left the curve twice")
		return
	}
	if body.By == "hand" && e.AtMs < body.AtMs {
		a.wrongBook(acc, b, KindEarly, body.Bet, "left the curve at %d, on the log at %d", body.AtMs, e.AtMs)
	}
	b.posted += body.Back
	acc.post(body.Back)
}

// leave notes a cash-out, and says whether there is one already.
func (b *book) leave(out cashedOut) (twice bool) {
	if b.outs == nil {
		b.outs = map[string]cashedOut{}
	}
	_, twice = b.outs[out.Bet]
	b.outs[out.Bet] = out
	return twice
}

// brought is what the bets of a book brought on a curve.
func (b *book) brought() int64 {
	var sum int64
	for _, out := range b.outs {
		sum += out.Back
	}
	return sum
}

// judgeCurve holds every bet of a book against the curve, and the payout against
// them.
func (a *Auditor) judgeCurve(acc *account, b *book, c *Curve, point int64) {
	r := a.round(b.round, b.room)
	told := map[string]paidBet{}
	if b.paid != nil {
		for _, p := range b.paid.Bets {
			told[p.Bet] = p
		}
	}
	standing := 0
	for _, p := range b.bets {
		if p.taken {
			continue
		}
		standing++
		out := b.outs[p.id]
		if why := c.fair(r, &p, out, point); why != "" {
			a.wrongBook(acc, b, KindPayout, p.id, "%s: %+v of %d with a cash-out at %d, the curve from %d ended at %d", why, out, p.total, p.cashAt, r.startsAtMs, point)
		}
		if b.paid != nil && told[p.id] != (paidBet{p.id, p.total, out.Times, out.Back, out.By}) {
			a.wrongBook(acc, b, KindPayout, p.id, "paid as %+v, left the curve as %+v", told[p.id], out)
		}
	}
	if b.paid != nil && len(b.paid.Bets) != standing || len(b.outs) > standing {
		a.wrongBook(acc, b, KindPayout, "", "%d bets stand, %d left the curve, %+v was told", standing, len(b.outs), b.paid)
	}
}

// fair says what is wrong with how a bet left, or did not; "": nothing.
func (c *Curve) fair(r *round, p *placed, out cashedOut, point int64) string {
	target, why := c.most(p.total), "limit"
	if p.cashAt > 0 && p.cashAt <= target {
		target, why = p.cashAt, "auto"
	}
	ms := out.AtMs - r.startsAtMs
	switch {
	case out.Bet == "":
		if target <= point || r.rescued && p.cashAt == 0 {
			return "was to leave and did not"
		}
		return ""
	case out.Back != p.total/100*out.Times:
		return "another multiplier than its money"
	case out.Times > point || out.Times > target || out.Times < 100:
		return "left where it never was"
	case out.By == why && out.Times == target:
		return ""
	case out.By == "hand" && (r.startsAtMs == 0 || ms >= 0 && at(ms, out.Times)):
		return ""
	case out.By == "rescue" && p.cashAt == 0 && (!r.rescued || out.AtMs == r.rescuedAt && out.Times == r.rescuedTimes && at(ms, out.Times)):
		return ""
	}
	return "left in no way that there is"
}

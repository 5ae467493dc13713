package bot

import (
	"encoding/json"
	"slices"

	"croupier/server/wire"
)

const askPlay = "play"

// Whim is the way in which a bot makes a decision.
type Whim string

// The whims. A silent bot leaves the decision to the system; a late one speaks after
// its time, an edgy one in its last moments; a wrong one asks first for what it may
// not; one that says it twice does so under two ids.
const (
	WhimChart  Whim = "chart"
	WhimSilent Whim = "silent"
	WhimLate   Whim = "late"
	WhimEdge   Whim = "edge"
	WhimWrong  Whim = "wrong"
	WhimTwice  Whim = "twice"
)

// Of 1000 decisions so many are made by each whim; the rest by the chart.
var whims = []struct {
	whim     Whim
	perMille int64
}{{WhimSilent, 50}, {WhimLate, 20}, {WhimEdge, 30}, {WhimWrong, 40}, {WhimTwice, 30}}

// How soon bots decide, in ms: like people who know what they want, and a part of
// the time that there is where that is short.
const (
	thinkMaxMs = 400
	edgeMs     = 60 // before the end, or after it
)

// Of 1000 questions about insurance so many are answered by yes, of those so many
// with a stake of their own; of offers of even money so many are taken.
const (
	insurePerMille  = 300
	partPerMille    = 300
	evenPerMille    = 500
	insureTooMuch   = int64(1) << 40
	decisionActsMax = 2
)

// Decision is one that a table waits for from a bot.
type Decision struct {
	Whim    Whim
	Do      string
	AfterMs int64 // when to make it (Play), from the moment at which it was asked for
	key     decisionKey
	play    play
}

// decisionKey tells decisions apart: a split makes another one with as many cards.
type decisionKey struct {
	round                   int64
	stage                   string
	seat, hand, seen, hands int
}

// play is the body of the ask.
type play struct {
	Seat  int    `json:"seat"`
	Hand  int    `json:"hand"`
	Seen  int    `json:"seen"`
	Do    string `json:"do"`
	Stake int64  `json:"stake,omitempty"`
}

// Owes says what the table waits for from this bot, once for each decision.
func (b *Bot) Owes(nowMs int64) (Decision, bool) {
	if b.deal == nil || !b.Ready() {
		return Decision{}, false
	}
	d, ok := b.due()
	if !ok || d.key == b.owed || slices.ContainsFunc(b.doubts, func(d Doubt) bool { return d.Act.Ask == askPlay }) {
		return Decision{}, false
	}
	b.owed = d.key
	d.Whim = b.whim()
	d.Do = b.choose(d.key)
	d.play.Do = d.Do
	if d.Do == doInsure && perMille(b.rand, partPerMille) {
		d.play.Stake = max(b.menu.Seats.Step/2, 1)
	}
	left := max(0, b.deal.turn.UntilMs-nowMs)
	switch d.Whim {
	case WhimLate:
		d.AfterMs = left + 1 + Below(b.rand, thinkMaxMs)
	case WhimEdge:
		d.AfterMs = max(0, left-edgeMs+Below(b.rand, 2*edgeMs))
	default:
		d.AfterMs = Below(b.rand, min(thinkMaxMs, left/2)+1)
	}
	return d, true
}

func (b *Bot) whim() Whim {
	at := Below(b.rand, 1000)
	for _, w := range whims {
		if at -= w.perMille; at < 0 {
			return w.whim
		}
	}
	return WhimChart
}

// due is the decision that the table waits for from this bot at the moment, without
// what it will be.
func (b *Bot) due() (Decision, bool) {
	d := b.deal
	if d.turn == nil || d.up == "" || d.chosen != "" {
		return Decision{}, false
	}
	at := play{Seat: d.turn.Seat, Hand: d.turn.Hand}
	switch d.turn.Stage {
	case stageInsure:
		at.Hand = 0
		own := d.own()
		i := slices.IndexFunc(own, func(n int) bool { return !d.answered[n] && len(d.hands[n]) > 0 })
		if i < 0 {
			return Decision{}, false
		}
		at.Seat = own[i]
	case stageAct:
	default:
		return Decision{}, false
	}
	hands := d.hands[at.Seat]
	if !d.mine(at.Seat) || at.Hand < 0 || at.Hand >= len(hands) || d.common && d.over[at.Hand] {
		return Decision{}, false
	}
	at.Seen = len(hands[at.Hand])
	return Decision{play: at, key: decisionKey{b.round, d.turn.Stage, at.Seat, at.Hand, at.Seen, len(hands)}}, true
}

// choose is what a bot does: by the chart, and now and then insured.
func (b *Bot) choose(at decisionKey) string {
	hand := b.deal.hands[at.seat][at.hand]
	if at.stage == stageAct {
		legal := b.deal.turn.Legal
		if b.poor {
			legal = slices.DeleteFunc(slices.Clone(legal), func(do string) bool { return do == doDouble || do == doSplit })
		}
		return b.menu.Seats.Chart.best(hand, b.deal.up, legal)
	}
	sum, _ := total(hand)
	switch natural := len(hand) == 2 && sum == 21; {
	case natural && b.menu.Seats.Even && perMille(b.rand, evenPerMille):
		return doEven
	case natural && b.menu.Seats.Even, b.poor, !perMille(b.rand, insurePerMille):
		return doNo
	}
	return doInsure
}

// Play makes a decision at its moment: one act, or two where the whim is so, each in
// doubt when it is returned. None: it has been made by now, by the system or by a
// takeover's loss of it.
func (b *Bot) Play(d Decision, nowMs int64) []wire.Act {
	if !b.Ready() || d.Whim == WhimSilent || b.round != d.key.round || len(b.doubts)+decisionActsMax > DoubtMax {
		return nil
	}
	now, ok := b.due()
	if still := ok && now.key == d.key; !still && d.Whim != WhimLate && d.Whim != WhimEdge {
		return nil
	}
	acts := []wire.Act{b.play(d.play, nowMs)}
	switch d.Whim {
	case WhimTwice:
		acts = append(acts, b.play(d.play, nowMs))
	case WhimWrong:
		acts = slices.Insert(acts, 0, b.play(b.wrong(d.play), nowMs))
	}
	for _, act := range acts {
		b.doubts = append(b.doubts, Doubt{Act: act})
	}
	return acts
}

func (b *Bot) play(p play, nowMs int64) wire.Act {
	body, _ := json.Marshal(p) // texts and numbers: it cannot fail
	return wire.Act{T: wire.TAct, Cid: b.Cid(), Room: b.room, Round: b.round, ID: b.mint(nowMs), Ask: askPlay, Body: body}
}

// wrong is a decision that nobody may make here.
func (b *Bot) wrong(p play) play {
	switch Below(b.rand, 5) {
	case 0: // not legal
		for _, do := range []string{doSurrender, doSplit, doDouble, doEven, doHit} {
			if !slices.Contains(b.deal.turn.Legal, do) {
				p.Do, p.Stake = do, 0
				return p
			}
		}
		p.Do = "fold"
	case 1: // of another hand than it is
		p.Seen++
	case 2: // another's
		p.Seat = p.Seat%b.menu.Seats.Count + 2
	case 3: // with money that it does not take
		p.Stake = insureTooMuch
	default:
		p.Hand += 7
	}
	return p
}

package auditor

import (
	"encoding/json"
	"fmt"

	"croupier/server/wire"
)

// act is one thing that a bot asked for under an id of its own.
type act struct {
	id          string
	room, round int64
	ask         string
	spots       []Stake
	total       int64
	cashAt      int64 // on a curve; 0: by hand
	follow      bool  // behind a seat
	play        bjAct

	copies   map[int64]bool // by cid: sent, and not answered by an error
	probes   map[int64]bool // by cid: other bodies sent under this id
	verdict  *wire.Verdict  // the first one, T left out
	onStream int            // how often it came as an event
	placed   int            // how often the bet's own event came
	asked    int            // direct answers that were asked for
	proved   int            // the pass in which the verdict was last compared
	lost     bool           // a connection was lost before the verdict came on it as an event
}

// Stake is money on a spot, in minor units.
type Stake struct {
	Spot  string `json:"spot"`
	Stake int64  `json:"stake"`
}

// The asks that take something back; every other ask is a bet.
const (
	askBet   = "bet"
	askUndo  = "undo"
	askClear = "clear"
)

// Sent records an act before it is sent for the first time.
func (a *Auditor) Sent(player int64, w *wire.Act) {
	acc := a.accounts[player]
	if acc == nil {
		return
	}
	sent := &act{id: w.ID, room: w.Room, round: w.Round, ask: w.Ask, copies: map[int64]bool{w.Cid: true}, probes: map[int64]bool{}}
	if w.Ask == askBet {
		var body struct {
			Spots  []Stake `json:"spots"`
			Stake  int64   `json:"stake"`
			CashAt int64   `json:"cashAt"`
			Follow bool    `json:"follow"`
		}
		if err := json.Unmarshal(w.Body, &body); err != nil {
			a.Malformed(player, w.Room, err)
			return
		}
		sent.spots, sent.total, sent.cashAt, sent.follow = body.Spots, body.Stake, body.CashAt, body.Follow
		for _, s := range body.Spots {
			sent.total += s.Stake
		}
	}
	if w.Ask == askPlay {
		var body stakedBody
		if err := json.Unmarshal(w.Body, &body); err != nil {
			a.Malformed(player, w.Room, err)
			return
		}
		sent.play = bjAct{seat: body.Seat, hand: body.Hand, do: body.Do}
	}
	acc.acts[w.ID] = sent
}

// doubtful says that the act has no answer yet.
func (sent *act) doubtful() bool { return sent.verdict == nil && len(sent.copies) > 0 }

// Repeated records that the same ask is sent again on purpose, under the same
// id and another cid (B3).
func (a *Auditor) Repeated(player int64, id string, cid int64) {
	if sent := a.act(player, id); sent != nil {
		sent.copies[cid] = true
		sent.asked++
	}
}

// Probed records that another body is sent under a used id (B4); cid tells its
// answer apart.
func (a *Auditor) Probed(player int64, id string, cid int64) {
	if sent := a.act(player, id); sent != nil {
		sent.probes[cid] = true
	}
}

// Inquired records that ids are asked about.
func (a *Auditor) Inquired(player int64, ids []string) {
	for _, id := range ids {
		if sent := a.act(player, id); sent != nil {
			sent.asked++
		}
	}
}

// Unsent takes back Sent: the act never left.
func (a *Auditor) Unsent(player int64, id string) {
	if acc := a.accounts[player]; acc != nil {
		delete(acc.acts, id)
	}
}

// Lost records that the player's connection ended.
func (a *Auditor) Lost(player int64) {
	acc := a.accounts[player]
	if acc == nil {
		return
	}
	for _, sent := range acc.acts {
		sent.lost = sent.lost || sent.onStream == 0
		sent.asked = 0
		clear(sent.probes)
	}
}

// Error takes an answer that is no verdict. Unused says that no copy of the id
// is on its way any more: the act is out of doubt.
func (a *Auditor) Error(player int64, id string, e *wire.Error) (unused bool) {
	a.count.Errors[e.Code]++
	sent := a.act(player, id)
	switch {
	case sent == nil:
		return false
	case sent.probes[e.Cid]:
		delete(sent.probes, e.Cid)
		if e.Code == wire.ErrorConflict {
			a.count.Conflict++
		}
		return false
	}
	sent.asked = max(0, sent.asked-1)
	if !sent.copies[e.Cid] || e.Code == wire.ErrorPending {
		return false // an inquiry goes on; what is not known yet is in doubt
	}
	switch e.Code {
	case wire.ErrorConflict, wire.ErrorMalformed, wire.ErrorBadID, wire.ErrorNotSignedIn, wire.ErrorNoRoom:
		a.wrong(Violation{Kind: KindFrame, Room: sent.room, Round: sent.round, Player: player, Bet: id,
			Text: "a well-formed act was answered by the error " + e.Code})
	}
	delete(sent.copies, e.Cid)
	return !sent.doubtful() && sent.verdict == nil
}

// Awaited counts the direct answers that have not come yet.
func (a *Auditor) Awaited() int {
	n := 0
	for _, acc := range a.accounts {
		for _, sent := range acc.acts {
			n += sent.asked
		}
	}
	return n
}

// Verdict takes a verdict that came directly: a repeat, or the answer to an
// inquiry.
func (a *Auditor) Verdict(player int64, v *wire.Verdict) {
	sent := a.act(player, v.ID)
	if sent == nil {
		a.wrong(Violation{Kind: KindUnasked, Room: v.Room, Round: v.Round, Player: player, Bet: v.ID,
			Text: "a verdict for an id that was never sent"})
		return
	}
	switch {
	case sent.asked > 0:
		sent.asked--
	case len(sent.probes) > 0:
		a.wrong(Violation{Kind: KindConflict, Room: v.Room, Round: v.Round, Player: player, Bet: v.ID,
			Text: "another body under a used id was answered by a verdict"})
		return
	default:
		a.wrong(Violation{Kind: KindUnasked, Room: v.Room, Round: v.Round, Player: player, Bet: v.ID,
			Text: "a direct verdict that nobody asked for"})
	}
	a.judge(player, sent, v)
}

// judge takes the verdict of an act, from wherever it came.
func (a *Auditor) judge(player int64, sent *act, v *wire.Verdict) {
	plain := *v
	plain.T = ""
	if sent.verdict != nil {
		a.count.Repeats++
		sent.proved = a.pass
		if *sent.verdict != plain {
			a.wrong(Violation{Kind: KindChanged, Room: v.Room, Round: v.Round, Player: player, Bet: v.ID,
				Text: fmt.Sprintf("the verdict was %+v and is now %+v", *sent.verdict, plain)})
		}
		return
	}
	sent.verdict = &plain
	clear(sent.copies)
	a.count.Bets++
	if v.Verdict != wire.VerdictAccepted {
		a.count.Refused[v.Code]++
		if v.Verdict != wire.VerdictRefused || v.Code == "" || v.Stake != 0 || v.Back != 0 {
			a.wrong(Violation{Kind: KindStake, Room: v.Room, Round: v.Round, Player: player, Bet: v.ID,
				Text: fmt.Sprintf("no verdict makes sense of %+v", plain)})
		}
		return
	}
	a.count.Accepted++
	if v.Room != sent.room || v.Round != sent.round || v.Ask != sent.ask {
		a.wrong(Violation{Kind: KindStake, Room: v.Room, Round: v.Round, Player: player, Bet: v.ID,
			Text: fmt.Sprintf("accepted as %s of round %d in room %d, sent as %s of round %d in room %d",
				v.Ask, v.Round, v.Room, sent.ask, sent.round, sent.room)})
	}
	acc := a.accounts[player]
	switch sent.ask {
	case askBet:
		a.accept(acc, sent, v)
	case askPlay:
		a.played(acc, sent, v)
	case askCashOut: // its money comes with the event
	default:
		a.takeBack(acc, sent, v)
	}
}

func (a *Auditor) act(player int64, id string) *act {
	acc := a.accounts[player]
	if acc == nil {
		return nil
	}
	return acc.acts[id]
}

// NewPass begins a pass in which every verdict is to be compared once more.
func (a *Auditor) NewPass() { a.pass++ }

// Acknowledged lists a player's ids that have a verdict, are still kept (the
// acts of the last rounds), and were not compared in this pass.
func (a *Auditor) Acknowledged(player int64) []string {
	var ids []string
	if acc := a.accounts[player]; acc != nil {
		for id, sent := range acc.acts {
			if sent.verdict != nil && sent.proved < a.pass {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

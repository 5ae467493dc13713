package auditor

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"croupier/server/wire"
)

// Own takes a frame of a player's own stream, in order and without gaps.
func (a *Auditor) Own(player int64, o *wire.Own) {
	acc := a.accounts[player]
	if acc == nil {
		return
	}
	acc.fresh = false
	for i := range o.Events {
		e := &o.Events[i]
		if acc.over(e.Round) {
			continue // told on a resume, so late that the record had proved it
		}
		switch e.Type {
		case wire.EventVerdict:
			a.ownVerdict(acc, o.Room, e)
		case "placed":
			a.placed(acc, o.Room, e)
		case "takenBack":
			a.takenBack(acc, o.Room, e)
		case "cashedOut":
			a.cashedOut(acc, o.Room, e)
		case "staked", "unfollowed", "chosen", "unbacked":
			a.ownCards(acc, o.Room, e)
		case "held":
			a.held(acc, o.Room, e)
		case "paid":
			if body, ok := a.readPaid(acc, o.Room, e); ok {
				a.notEarly(acc, o.Room, e)
				a.paid(acc, acc.book(e.Round, o.Room), body)
			}
		}
	}
}

func (a *Auditor) ownVerdict(acc *account, room int64, e *wire.Event) {
	var v wire.Verdict
	if !a.read(acc.player, room, e, &v) {
		return
	}
	sent := acc.acts[v.ID]
	if sent == nil {
		a.wrong(Violation{Kind: KindUnasked, Room: room, Round: e.Round, Player: acc.player, Bet: v.ID,
			Text: "a verdict for an id that was never sent"})
		return
	}
	if sent.onStream++; sent.onStream > 1 {
		a.wrong(Violation{Kind: KindTwice, Room: room, Round: e.Round, Player: acc.player, Bet: v.ID,
			Text: "the first verdict came twice"})
	}
	if v.Verdict == wire.VerdictAccepted && sent.ask != askCashOut && sent.ask != askPlay {
		r := a.round(sent.round, sent.room)
		if e.AtMs > r.acceptedAtMs {
			r.acceptedAtMs, r.acceptedID = e.AtMs, v.ID
		}
		a.notLate(r)
	}
	a.judge(acc.player, sent, &v)
}

func (a *Auditor) placed(acc *account, room int64, e *wire.Event) {
	var body placedBody
	if !a.read(acc.player, room, e, &body) {
		return
	}
	b := acc.book(e.Round, room)
	sent := acc.acts[body.Bet]
	if sent != nil {
		sent.placed++
	}
	switch {
	case sent == nil || sent.ask != askBet || sent.round != e.Round:
		a.wrongBook(acc, b, KindUnasked, body.Bet, "a bet was placed that was never sent")
	case sent.placed > 1:
		a.wrongBook(acc, b, KindTwice, body.Bet, "was placed twice")
	case max(body.Total, body.Stake) != sent.total || body.CashAt != sent.cashAt || body.Follow != sent.follow || !sameStakes(body.Spots, sent.spots):
		a.wrongBook(acc, b, KindStake, body.Bet, "placed as %v, sent as %v", body.Spots, sent.spots)
	}
}

func (a *Auditor) takenBack(acc *account, room int64, e *wire.Event) {
	var body taken
	if !a.read(acc.player, room, e, &body) {
		return
	}
	b := acc.book(e.Round, room)
	if b.hazy || b.settled {
		return
	}
	if len(b.takenByVerdict) > 0 {
		ids := b.takenByVerdict[0]
		b.takenByVerdict = b.takenByVerdict[1:]
		if !sameIDs(ids, body.Bets) {
			a.wrongBook(acc, b, KindStake, "", "took back %v, where %v were due", body.Bets, ids)
		}
		return
	}
	b.takenByEvent = append(b.takenByEvent, body)
	due, _ := b.last(len(body.Bets) != 1)
	if total, ok := b.take(body.Bets); !ok || total != body.Total || !sameIDs(due, body.Bets) {
		a.wrongBook(acc, b, KindStake, "", "took back %v for %d, where %v were due", body.Bets, body.Total, due)
	}
}

// notEarly says that a payout, which tells the number, did not come before the
// moment at which betting closed (O5).
func (a *Auditor) notEarly(acc *account, room int64, e *wire.Event) {
	if r := a.rounds[e.Round]; r != nil && e.AtMs < r.closesAtMs {
		a.wrong(Violation{Kind: KindEarly, Room: room, Round: e.Round, Player: acc.player,
			Text: "was paid before betting had closed"})
	}
}

// paid takes a round's payout to one player.
func (a *Auditor) paid(acc *account, b *book, body paid) {
	body.Number = max(body.Number, body.Point)
	if b.paid != nil {
		switch {
		case b.paid.Number != body.Number || b.paid.Returned != body.Returned || b.paid.Staked != body.Staked:
			a.wrongBook(acc, b, KindDiffers, "", "was paid as %+v and as %+v", *b.paid, body)
		case !b.paidByRecord:
			a.wrongBook(acc, b, KindTwice, "", "was told of the payout twice")
		}
		b.paidByRecord = false
		return
	}
	if a.cards[b.room] != nil {
		a.paidCards(acc, b, body)
		return
	}
	b.paid = &body
	a.foggy(acc, b)
	a.fell(a.round(b.round, b.room), body.Number)
	a.wins(acc, b, body)
	if b.settled {
		return
	}
	if b.hazy { // its bets are proved by the record, later
		a.finish(acc, b, body.Returned)
		return
	}
	a.prove(acc, b, body.Number)
}

// prove ends a book by its bets and the number, and compares what was told.
func (a *Auditor) prove(acc *account, b *book, number int) {
	wheel := a.wheels[b.room]
	returned := b.returns(wheel, number)
	b.proved = true
	if c := a.curves[b.room]; c != nil {
		a.judgeCurve(acc, b, c, int64(number))
	}
	if p := b.paid; p != nil && (p.Returned != returned || p.Staked != b.staked()) {
		a.wrongBook(acc, b, KindPayout, "", "number %d on %d returns %d; told %d on %d", number, b.staked(), returned, p.Returned, p.Staked)
	}
	if p := b.paid; p != nil && !maps.Equal(b.winning(wheel, number), winningOf(p)) {
		a.wrongBook(acc, b, KindPayout, "", "number %d wins with %v, told %v", number, b.winning(wheel, number), winningOf(p))
	}
	if p := b.paid; p != nil {
		a.prisonTold(acc, b, number, p)
	}
	a.complete(acc, b)
	if r := a.rounds[b.round]; r != nil {
		r.botsStaked += b.staked()
		r.botsReturned += returned
	}
	if !b.settled {
		a.finish(acc, b, returned)
	}
	a.passOn(acc, b, number)
}

// complete says that a stream without gaps told of everything twice: once as
// the verdict, once as the event.
func (a *Auditor) complete(acc *account, b *book) {
	if b.hazy {
		return
	}
	if len(b.takenByEvent)+len(b.takenByVerdict) > 0 {
		a.wrongBook(acc, b, KindUnanswer, "", "an undo or clear has its verdict or its event, not both")
	}
	for _, p := range b.bets {
		if sent := acc.acts[p.id]; sent != nil && sent.placed == 0 {
			a.wrongBook(acc, b, KindUnanswer, p.id, "accepted, and never told as placed")
		}
	}
}

// wins checks the list of what won, line by line.
func (a *Auditor) wins(acc *account, b *book, body paid) {
	var sum int64
	wheel := a.wheels[b.room]
	for _, w := range body.Wins {
		sum += w.Back
		if back := wheel.Back(w.Spot, w.Stake, body.Number); back != w.Back || back != w.Stake*(w.Pays+1) || back == 0 {
			a.wrongBook(acc, b, KindPayout, "", "%s with %d on number %d brings %d, told %d at %d to 1",
				w.Spot, w.Stake, body.Number, back, w.Back, w.Pays)
		}
	}
	for _, w := range body.Partage {
		sum += w.Back
		if back := wheel.Back(w.Spot, w.Stake, body.Number); back != w.Back || back == 0 || wheel.wins(w.Spot, body.Number) {
			a.wrongBook(acc, b, KindPayout, "", "%s with %d on number %d brings %d, told %d of it divided", w.Spot, w.Stake, body.Number, back, w.Back)
		}
	}
	for _, in := range body.Released {
		sum += in.Stake
	}
	for _, bet := range body.Bets {
		sum += bet.Back
	}
	if sum != body.Returned {
		a.wrongBook(acc, b, KindPayout, "", "the wins add up to %d, told %d", sum, body.Returned)
	}
}

// OwnSnapshot starts a player's own stream afresh. What was not seen in between
// makes the unsettled books hazy.
func (a *Auditor) OwnSnapshot(player int64, s *wire.OwnSnapshot) {
	acc := a.accounts[player]
	if acc == nil {
		return
	}
	first := acc.fresh
	acc.fresh = false
	if first && len(acc.acts) == 0 {
		return
	}
	acc.loosen()
	for _, sent := range acc.acts {
		sent.lost = sent.lost || sent.onStream == 0
		if sent.verdict == nil && !acc.over(sent.round) {
			acc.book(sent.round, sent.room).hazy = true
		}
	}
	for _, b := range acc.books {
		b.hazy = b.hazy || !b.settled
	}
	a.ownView(acc, s)
}

// ownView compares a player's private view with what was acknowledged.
func (a *Auditor) ownView(acc *account, s *wire.OwnSnapshot) {
	var view struct {
		Bets []placedBody    `json:"bets"`
		Paid json.RawMessage `json:"paid"`
	}
	if err := json.Unmarshal(s.View, &view); err != nil {
		a.Malformed(acc.player, s.Room, err)
		return
	}
	b := acc.books[s.Round]
	if b == nil {
		return
	}
	takingBack := len(b.takenByEvent)+len(b.takenByVerdict) > 0
	for _, sent := range acc.acts {
		takingBack = takingBack || sent.round == s.Round && sent.ask != askBet && sent.ask != askPlay
	}
	for _, p := range b.bets { // where undos went through, the record tells which bet they took
		there := slices.ContainsFunc(view.Bets, func(v placedBody) bool { return v.Bet == p.id })
		if !p.taken && !there && !takingBack && !mayBeUnbacked(p) {
			a.wrongBook(acc, b, KindLost, p.id, "acknowledged, and not among the player's bets")
		}
	}
	if len(view.Paid) > 0 && string(view.Paid) != "null" && b.paid == nil {
		if body, ok := a.readPaid(acc, s.Room, &wire.Event{Round: s.Round, Type: "paid", Body: view.Paid}); ok {
			a.paid(acc, b, body)
		}
	}
}

// mayBeUnbacked says whether the close has given all of a bet back, or may have: it lies
// behind seats. Whether anybody played there, the record tells.
func mayBeUnbacked(p placed) bool {
	return p.total == 0 || len(p.spots) > 0 && !slices.ContainsFunc(p.spots, func(s Stake) bool { return !strings.HasPrefix(s.Spot, "behind:") })
}

func sameIDs(x, y []string) bool {
	x, y = slices.Clone(x), slices.Clone(y)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

func sameStakes(x, y []Stake) bool {
	if len(x) != len(y) {
		return false
	}
	for _, s := range x {
		if !slices.Contains(y, s) {
			return false
		}
	}
	return true
}

package auditor

import (
	"encoding/json"
	"fmt"
	"slices"

	"croupier/server/wire"
)

// Record is a round as GET /api/rounds/{round} tells it, for one player or,
// with Player 0, for anyone.
type Record struct {
	Player     int64        `json:"-"`
	Over       bool         `json:"-"` // the round was over before it was asked for
	Round      int64        `json:"round"`
	Room       int64        `json:"room"`
	Rules      int64        `json:"rules"`
	Phase      string       `json:"phase"`
	Commitment string       `json:"commitment"`
	Seed       string       `json:"seed"`
	Events     []wire.Event `json:"events"`
	Own        []wire.Event `json:"own"`
	// Of a round of cards: what it began with, and the source of its shoe.
	Carry json.RawMessage `json:"carry"`
	Shoe  *RecordShoe     `json:"shoe"`
}

// RecordShoe is the round that shuffled a round's shoe; its seed is told once the shoe
// has ended.
type RecordShoe struct {
	Round      int64  `json:"round"`
	Rules      int64  `json:"rules"`
	Commitment string `json:"commitment"`
	Seed       string `json:"seed"`
}

// Ended says whether the round is over by its record.
func (r *Record) Ended() bool { return r.Phase == "settled" || r.Phase == "void" }

// Record compares a round's record with what was seen live, and proves from it
// what was not. It may be given more than once.
func (a *Auditor) Record(rec *Record) {
	r := a.round(rec.Round, rec.Room)
	if rec.Commitment != "" {
		a.commit(r, rec.Rules, rec.Commitment)
	}
	if !rec.Ended() {
		if rec.Over {
			a.wrongRound(r, KindEnd, "ended on the stream, "+rec.Phase+" on record")
		}
		if rec.Seed != "" {
			a.wrongRound(r, KindEarly, "the record shows the seed of a round that is "+rec.Phase)
		}
		return
	}
	a.recordEnd(r, rec)
	acc := a.accounts[rec.Player]
	if acc == nil || acc.over(rec.Round) {
		return // a reader that was so slow that its round was proved and forgotten
	}
	a.recordOwn(acc, r, rec)
}

func (a *Auditor) recordEnd(r *round, rec *Record) {
	ends := 0
	for i := range rec.Events {
		e := &rec.Events[i]
		if e.Round != 0 && e.Round != rec.Round {
			continue // the sealing of the next round's source stands on this one's log
		}
		switch e.Type {
		case "result":
			var body struct {
				Number   int   `json:"number"`
				Point    int   `json:"point"`
				Staked   int64 `json:"staked"`
				Returned int64 `json:"returned"`
			}
			if a.read(0, rec.Room, e, &body) {
				ends++
				if a.cards[r.room] == nil {
					a.fell(r, max(body.Number, body.Point))
				}
				r.staked, r.returned = body.Staked, body.Returned
			}
		case "voided":
			ends++
		case "started", "rescued":
			a.started(rec.Room, e)
		}
	}
	void := rec.Phase == "void"
	if ends != 1 {
		a.wrongRound(r, KindEnd, fmt.Sprintf("%d ends on record", ends))
	}
	if r.ended && r.void != void {
		a.wrongRound(r, KindEnd, "the stream and the record disagree on how it ended")
	}
	r.ended, r.void = true, void
	if a.cards[r.room] != nil {
		a.recordCards(r, rec)
		return
	}
	if rec.Seed == "" && !void { // a void comes before its source is read
		a.wrongRound(r, KindSeed, "no seed on the record of an ended round")
	}
	if r.seed != "" && r.seed != rec.Seed {
		a.wrongRound(r, KindSeed, "the stream and the record name different seeds")
	}
	r.seed = rec.Seed
	a.verify(r)
}

// recordOwn proves a player's book from the player's own part of the record.
func (a *Auditor) recordOwn(acc *account, r *round, rec *Record) {
	b := acc.book(r.id, r.room)
	if b.proved || acc.doubts(r.id) || a.waits(acc, b) {
		return
	}
	b.outs = nil
	bets, back, told := a.recorded(acc, b, rec)
	a.sameBets(acc, b, bets, back)
	if !b.hazy && b.paid == nil && !r.void && b.money() {
		a.wrongBook(acc, b, KindUnanswer, "", "the stream had no gap and did not tell of the payout")
	}
	b.hazy, b.bets = true, bets
	if a.cards[b.room] != nil {
		a.recordedFurther(acc, b, a.readFurther(acc, b.room, rec.Own))
	}
	if r.void {
		b.proved = true
		a.finish(acc, b, b.staked())
		a.passOn(acc, b, void)
		return
	}
	if a.cards[b.room] != nil {
		a.recordedCards(acc, b, told)
		return
	}
	if told != nil && b.paid == nil {
		told.Number = max(told.Number, told.Point)
		b.paid, b.paidByRecord = told, true
		a.wins(acc, b, *told)
	}
	if b.settled && b.paid != nil { // its payout was booked as told
		a.count.Returned += b.returns(a.wheels[b.room], r.number) - b.paid.Returned
		acc.post(b.returns(a.wheels[b.room], r.number) - b.paid.Returned)
	}
	a.prove(acc, b, r.number)
}

// doubts says whether an act of a round still waits for its verdict.
func (acc *account) doubts(round int64) bool {
	for _, sent := range acc.acts {
		if sent.round == round && sent.doubtful() {
			return true
		}
	}
	return false
}

// recorded reads what a player's part of a record says.
func (a *Auditor) recorded(acc *account, b *book, rec *Record) (bets []placed, back int64, told *paid) {
	void := a.voided(acc, b, rec)
	for i := range rec.Own {
		if i == void {
			continue // its bets stood until then
		}
		e := &rec.Own[i]
		switch e.Type {
		case "placed":
			var body placedBody
			if !a.read(acc.player, rec.Room, e, &body) {
				continue
			}
			if slices.ContainsFunc(bets, func(p placed) bool { return p.id == body.Bet }) {
				a.wrongBook(acc, b, KindTwice, body.Bet, "is on record twice")
			}
			bets = append(bets, placed{id: body.Bet, spots: body.Spots, total: max(body.Total, body.Stake), cashAt: body.CashAt, follow: body.Follow})
		case "takenBack":
			var body taken
			if !a.read(acc.player, rec.Room, e, &body) {
				continue
			}
			back += body.Total
			for _, id := range body.Bets {
				if at := slices.IndexFunc(bets, func(p placed) bool { return p.id == id && !p.taken }); at >= 0 {
					bets[at].taken = true
				} else {
					a.wrongBook(acc, b, KindStake, id, "taken back on record, and not there")
				}
			}
		case "cashedOut":
			var body cashedOut
			if a.read(acc.player, rec.Room, e, &body) && b.leave(body) {
				a.wrongBook(acc, b, KindTwice, body.Bet, "left the curve twice on record")
			}
		case "paid":
			if body, ok := a.readPaid(acc, rec.Room, e); ok {
				if told != nil {
					a.wrongBook(acc, b, KindTwice, "", "is paid twice on record")
				}
				told = &body
			}
		}
	}
	return bets, back, told
}

// voided finds in a record by which event a void gave a player's stakes back, -1 if it
// did not: no verdict tells of it. It must be all that stood.
func (a *Auditor) voided(acc *account, b *book, rec *Record) int {
	last, total := -1, int64(0)
	var stood, back int64
	if rec.Phase != "void" {
		return last
	}
	for i := range rec.Own {
		e := &rec.Own[i]
		var body struct {
			Total int64 `json:"total"`
			Stake int64 `json:"stake"`
		}
		if !slices.Contains([]string{"placed", "staked", "unbacked", "takenBack"}, e.Type) || !a.read(acc.player, rec.Room, e, &body) {
			continue
		}
		switch e.Type {
		case "takenBack":
			last, total = i, body.Total
			back += body.Total
		case "unbacked":
			stood -= body.Total
		default:
			stood += max(body.Total, body.Stake)
		}
	}
	if back == acc.takenBack(b.round) {
		last, total = -1, 0
	}
	if left := stood - (back - total); left != total {
		a.wrongBook(acc, b, KindStake, "", "the void gave %d back of %d on record", total, left)
	}
	return last
}

// takenBack is what a player's accepted undos and clears of a round brought back.
func (acc *account) takenBack(round int64) (sum int64) {
	for _, sent := range acc.acts {
		if sent.round == round && sent.verdict != nil && sent.verdict.Verdict == wire.VerdictAccepted && (sent.ask == askUndo || sent.ask == askClear) {
			sum += sent.verdict.Back
		}
	}
	return sum
}

// sameBets compares the bets on record with the acknowledged ones: each of them
// once, and no other (O2).
func (a *Auditor) sameBets(acc *account, b *book, bets []placed, back int64) {
	acked := acc.takenBack(b.round)
	for id, sent := range acc.acts {
		if sent.round != b.round || sent.verdict == nil || sent.verdict.Verdict != wire.VerdictAccepted {
			continue
		}
		if sent.ask != askBet {
			continue
		}
		if !slices.ContainsFunc(bets, func(p placed) bool { return p.id == id }) {
			a.wrongBook(acc, b, KindLost, id, "acknowledged, and not on record")
		}
	}
	for _, p := range bets {
		sent := acc.acts[p.id]
		switch {
		case sent == nil:
			a.wrongBook(acc, b, KindUnasked, p.id, "on record, and never sent")
		case sent.verdict == nil:
			a.wrongBook(acc, b, KindLost, p.id, "on record, and told as never stored")
		case sent.verdict.Verdict != wire.VerdictAccepted:
			a.wrongBook(acc, b, KindLost, p.id, "on record, and told as refused")
		case p.total != sent.total || p.cashAt != sent.cashAt || p.follow != sent.follow || !sameStakes(p.spots, sent.spots):
			a.wrongBook(acc, b, KindStake, p.id, "on record as %v, sent as %v", p.spots, sent.spots)
		}
	}
	if acked != back {
		a.wrongBook(acc, b, KindStake, "", "%d was taken back on record, %d by the verdicts", back, acked)
	}
}

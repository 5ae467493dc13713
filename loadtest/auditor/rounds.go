package auditor

import (
	"encoding/hex"
	"fmt"

	"croupier/games"
	"croupier/server/wire"
)

// round is what is known of one round from all sides.
type round struct {
	id, room   int64
	rules      int64
	commitment string // hex, lower case
	before     bool   // the commitment was public before the round opened
	opened     bool   // its opening was seen on the stream
	closed     bool
	unseen     bool // the close was not seen: closedAtMs is when it had happened at the latest
	ended      bool // by the stream or the record
	rescued    bool // of a curve: bets played by hand left it by a takeover
	void       bool
	number     int // -1: not known; of a curve its point
	seed       string
	verified   bool

	closesAtMs, closedAtMs, endedAtMs int64
	startsAtMs                        int64 // of a curve
	rescuedAt, rescuedTimes           int64
	staked, returned                  int64 // as the result said
	botsStaked, botsReturned          int64
	acceptedAtMs                      int64 // the latest verdict of a bet
	acceptedID                        string
	ends                              int // result and voided events in one term
	endsTerm                          int64

	// Of a round of cards.
	log        []fact // all that everyone was told, once it is whole
	whole      bool
	heardBy    *table
	breaks     int   // of its stream, when it opened
	deal       *deal // nil until it is judged
	carry      *shoe // that it began with, by its record
	carryKnown bool
	inShoe     bool // its cards are among those of a shoe
	seedSeen   bool
}

// table is a room's public stream as its one observer sees it.
type table struct {
	term, seq int64
	live      int64 // the round whose opening was seen last, without a break since
	unbroken  bool
	breaks    int // since the snapshot
}

func (a *Auditor) round(id, room int64) *round {
	r := a.rounds[id]
	if r == nil {
		r = &round{id: id, room: room, number: -1}
		a.rounds[id] = r
	}
	return r
}

// Snapshot begins a room's stream afresh, for its observer.
func (a *Auditor) Snapshot(s *wire.Snapshot) {
	a.tables[s.Room] = &table{term: s.Term, seq: s.Seq}
	if s.Round == 0 || s.Commitment == "" {
		return
	}
	r := a.round(s.Round, s.Room)
	a.commit(r, int64(s.Rules), s.Commitment)
	if s.Phase == games.None.String() || s.Phase == games.Open.String() {
		r.before = true // in any case before betting closed
	} else if !r.closed {
		// The close itself fell into the break: it committed, and the server was
		// gone before it told.
		r.closed, r.unseen, r.closedAtMs = true, true, s.AtMs
	}
}

// Table takes the next frame of a room's public stream, from its observer.
func (a *Auditor) Table(t *wire.Table) {
	tab := a.tables[t.Room]
	if tab == nil {
		a.Gap(0, t.Room, "a frame before the first snapshot")
		return
	}
	if t.Term != tab.term || t.Seq != tab.seq+1 {
		tab.unbroken = false
		tab.breaks++
	}
	tab.term, tab.seq = t.Term, t.Seq
	for i := range t.Events {
		a.event(tab, t.Room, &t.Events[i])
	}
}

func (a *Auditor) event(tab *table, room int64, e *wire.Event) {
	a.hear(tab, room, e)
	switch e.Type {
	case wire.EventSealed:
		var s wire.Sealed
		if a.read(0, room, e, &s) {
			r := a.round(s.Round, room)
			a.commit(r, int64(s.Rules), s.Commitment)
			r.before = r.before || !r.opened
		}
	case "opened":
		a.opened(tab, room, e)
	case "deadline":
		var body struct {
			ClosesAtMs int64 `json:"closesAtMs"`
		}
		if a.read(0, room, e, &body) {
			a.round(e.Round, room).closesAtMs = body.ClosesAtMs
		}
	case "closed":
		a.closed(a.round(e.Round, room), e)
	case "result":
		a.result(tab, room, e)
	case "started", "rescued":
		a.started(room, e)
	case "voided":
		r := a.round(e.Round, room)
		a.end(tab, r, e)
		a.void(r)
	case wire.EventRevealed:
		var body wire.Revealed
		if a.read(0, room, e, &body) {
			a.revealed(a.round(body.Round, room), &body)
		}
	}
}

func (a *Auditor) opened(tab *table, room int64, e *wire.Event) {
	var body struct {
		ClosesAtMs int64 `json:"closesAtMs"`
	}
	if !a.read(0, room, e, &body) {
		return
	}
	r := a.round(e.Round, room)
	if r.opened {
		a.wrongRound(r, KindOrder, "opened twice")
	}
	if tab.unbroken && e.Round != int64(games.RoundID(tab.live).Next()) {
		a.wrongRound(r, KindOrder, fmt.Sprintf("opened after round %d", tab.live))
	}
	if tab.unbroken && (r.commitment == "" || !r.before) {
		a.wrongRound(r, KindSeal, "opened with no commitment published before")
	}
	r.opened, r.closesAtMs = true, body.ClosesAtMs
	tab.live, tab.unbroken = e.Round, true
}

func (a *Auditor) closed(r *round, e *wire.Event) {
	if r.closed {
		a.wrongRound(r, KindOrder, "closed twice")
	}
	if e.AtMs < r.closesAtMs {
		a.wrongRound(r, KindEarly, fmt.Sprintf("closed %d ms before its time", r.closesAtMs-e.AtMs))
	}
	r.closed, r.closedAtMs = true, e.AtMs
	a.notLate(r)
}

// notLate says that no bet was accepted at a later moment than the close (B32).
// The close and the verdict come on different streams, in either order.
func (a *Auditor) notLate(r *round) {
	if r.closed && r.acceptedAtMs > r.closedAtMs {
		a.wrong(Violation{Kind: KindLate, Room: r.room, Round: r.id, Bet: r.acceptedID,
			Text: fmt.Sprintf("accepted %d ms after betting had closed", r.acceptedAtMs-r.closedAtMs)})
		r.acceptedAtMs = 0
	}
}

func (a *Auditor) result(tab *table, room int64, e *wire.Event) {
	var body struct {
		Number   int   `json:"number"`
		Point    int   `json:"point"`
		Staked   int64 `json:"staked"`
		Returned int64 `json:"returned"`
	}
	if !a.read(0, room, e, &body) {
		return
	}
	r := a.round(e.Round, room)
	a.end(tab, r, e)
	if r.opened && (!r.closed || e.AtMs < r.closedAtMs && !r.unseen || e.AtMs < r.closesAtMs) {
		a.wrongRound(r, KindEarly, "a result before betting had closed")
	}
	if a.cards[room] == nil {
		a.fell(r, max(body.Number, body.Point))
	}
	r.staked, r.returned = body.Staked, body.Returned
	a.verify(r)
}

// end counts the one end of a round. A table that another node took over may
// tell it again, once, in its own term.
func (a *Auditor) end(tab *table, r *round, e *wire.Event) {
	if r.endsTerm != tab.term {
		r.endsTerm, r.ends = tab.term, 0
	}
	if r.ends++; r.ends > 1 {
		a.wrongRound(r, KindEnd, "ended twice")
	}
	void := e.Type == "voided"
	if r.ended && r.void != void {
		a.wrongRound(r, KindEnd, "was settled and voided")
	}
	r.ended, r.void, r.endedAtMs = true, void, e.AtMs
}

// fell records a round's number, whoever says it.
func (a *Auditor) fell(r *round, number int) {
	if r.number >= 0 && r.number != number {
		a.wrongRound(r, KindDiffers, fmt.Sprintf("its number was told as %d and as %d", r.number, number))
		return
	}
	r.number = number
	if a.curves[r.room] == nil && (number < 0 || number >= a.wheels[r.room].pockets()) {
		a.wrongRound(r, KindDraw, fmt.Sprintf("the wheel has no number %d", number))
	}
}

// commit records a round's commitment, whoever says it.
func (a *Auditor) commit(r *round, rules int64, commitment string) {
	if r.commitment != "" && r.commitment != commitment {
		a.wrongRound(r, KindSeal, "two commitments: "+r.commitment+" and "+commitment)
		return
	}
	r.commitment, r.rules = commitment, rules
}

func (a *Auditor) revealed(r *round, body *wire.Revealed) {
	if r.opened && !r.closed {
		a.wrongRound(r, KindEarly, "its source was revealed before betting had closed")
	}
	a.commit(r, int64(body.Rules), body.Commitment)
	if r.seed != "" && r.seed != body.Seed {
		a.wrongRound(r, KindSeed, "two seeds were revealed")
	}
	r.seed = body.Seed
	a.verify(r)
}

// verify proves a round as soon as everything of it is known.
func (a *Auditor) verify(r *round) {
	if a.cards[r.room] != nil {
		a.verifyCards(r)
		return
	}
	if r.void && r.ended && r.seed == "" && !r.verified { // it comes before the source is read
		r.verified = true
		a.count.Void++
		return
	}
	if r.verified || r.seed == "" || !r.ended || (r.number < 0 && !r.void) {
		return
	}
	r.verified = true
	if r.void {
		a.count.Void++
	} else {
		a.count.Rounds++
	}
	seed, ok := a.sealedAs(r)
	if !ok {
		return
	}
	want := a.wheels[r.room].Pocket(seed)
	if c := a.curves[r.room]; c != nil {
		want = int(c.Point(seed))
	}
	if !r.void && want != r.number {
		a.wrongRound(r, KindDraw, fmt.Sprintf("its seed means %d, its result was %d", want, r.number))
	}
}

// sealedAs holds a round's seed against its commitment; false: it is none.
func (a *Auditor) sealedAs(r *round) (seed [32]byte, ok bool) {
	if n, err := hex.Decode(seed[:], []byte(r.seed)); err != nil || n != len(seed) || len(r.seed) != 64 {
		a.wrongRound(r, KindSeed, "not a seed: "+r.seed)
		return seed, false
	}
	commitment := Commitment(r.room, r.id, r.rules, seed)
	if hex.EncodeToString(commitment[:]) != r.commitment {
		a.wrongRound(r, KindSeed, "the seed revealed is not the one that was sealed as "+r.commitment)
	}
	return seed, true
}

// void returns every stake of a round.
func (a *Auditor) void(r *round) {
	for _, acc := range a.accounts {
		b := acc.books[r.id]
		if b == nil || b.settled {
			continue
		}
		acc.loosen() // the refund's place among the verdicts is not told
		b.proved = !b.hazy
		if !b.hazy {
			a.finish(acc, b, b.staked()+b.backByEvent())
			a.passOn(acc, b, void)
		}
	}
	a.verify(r)
}

func (a *Auditor) wrongRound(r *round, kind Kind, text string) {
	a.wrong(Violation{Kind: kind, Room: r.room, Round: r.id, Text: text})
}

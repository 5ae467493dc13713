package auditor

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"croupier/server/wire"
)

// A round of cards is judged by all that it told to everyone, either as it was heard,
// without a break from its opening on, or from its record; and where both are there,
// they must be the same.

// hear keeps what a live round of cards tells everyone.
func (a *Auditor) hear(tab *table, room int64, e *wire.Event) {
	if a.cards[room] == nil || strings.HasPrefix(e.Type, "room.") {
		return
	}
	r := a.round(e.Round, room)
	if e.Type == "opened" {
		r.heardBy, r.breaks, r.log = tab, tab.breaks, nil
	}
	if r.heardBy != tab || r.breaks != tab.breaks {
		return
	}
	r.log = append(r.log, fact{e.Type, e.AtMs, e.Body})
	if e.Type == "result" || e.Type == "voided" {
		r.whole = true
	}
}

// recordedLog keeps what a round's record tells everyone.
func (a *Auditor) recordedLog(r *round, rec *Record) {
	var log []fact
	for i := range rec.Events {
		e := &rec.Events[i]
		if !strings.HasPrefix(e.Type, "room.") && (e.Round == 0 || e.Round == r.id) {
			log = append(log, fact{e.Type, e.AtMs, e.Body})
		}
	}
	if r.whole && !slices.EqualFunc(r.log, log, sameFact) {
		a.wrongRound(r, KindDiffers, "its record is not what everyone was told")
	}
	r.log, r.whole = log, true
}

func sameFact(x, y fact) bool {
	var one, other bytes.Buffer
	return x.kind == y.kind && x.atMs == y.atMs && json.Compact(&one, x.body) == nil && json.Compact(&other, y.body) == nil &&
		bytes.Equal(one.Bytes(), other.Bytes())
}

// dealt judges a round of cards, once all of it is known, and pays its players.
func (a *Auditor) dealt(r *round) {
	game := a.cards[r.room]
	if r.deal != nil || !r.whole || r.void {
		return
	}
	r.deal = game.follow(r.log)
	for _, f := range r.deal.faults {
		a.wrongRound(r, f.kind, f.text)
	}
	for _, player := range slices.Sorted(maps.Keys(a.accounts)) {
		acc := a.accounts[player]
		if b := acc.books[r.id]; b != nil && b.paid != nil && !b.proved && !b.hazy {
			a.proveCards(acc, b)
		}
	}
}

// paidCards takes a payout of a round of cards.
func (a *Auditor) paidCards(acc *account, b *book, body paid) {
	var sum int64
	for _, l := range body.lines {
		sum += l.Back
	}
	if sum != body.Returned {
		a.wrongBook(acc, b, KindPayout, "", "the lines add up to %d, told %d", sum, body.Returned)
	}
	if b.paid = &body; b.settled {
		return
	}
	if b.hazy || a.round(b.round, b.room).deal == nil { // proved by the cards, or by the record, later
		a.finish(acc, b, body.Returned)
		return
	}
	a.proveCards(acc, b)
}

// proveCards ends a book by its bets and the cards, and compares what was told.
func (a *Auditor) proveCards(acc *account, b *book) {
	r := a.round(b.round, b.room)
	b.plays = acc.decisions(b.round)
	lines, faults := a.cards[b.room].settle(b, r.deal)
	for _, text := range faults {
		a.wrongBook(acc, b, KindPayout, "", "%s", text)
	}
	var returned int64
	for _, l := range lines {
		returned += l.Back
	}
	b.proved = true
	if p := b.paid; p != nil {
		if p.Returned != returned || p.Staked != b.staked() {
			a.wrongBook(acc, b, KindPayout, "", "%d on %d is due; told %d on %d", returned, b.staked(), p.Returned, p.Staked)
		}
		if mine, theirs := byPlace(lines), byPlace(p.lines); !maps.Equal(mine, theirs) {
			a.wrongBook(acc, b, KindPayout, "", "due is %v, told %v", mine, theirs)
		}
	}
	for _, x := range b.extras {
		if !b.hazy && (!x.told || !x.posted) {
			a.wrongBook(acc, b, KindUnanswer, x.id, "a further stake has its verdict or its event, not both")
		}
	}
	a.complete(acc, b)
	r.botsStaked += b.staked()
	r.botsReturned += returned
	if b.settled { // as it was told
		a.count.Returned += returned - b.posted
		if returned != b.posted {
			acc.post(returned - b.posted)
		}
		b.posted = returned
		return
	}
	a.finish(acc, b, returned)
}

// byPlace is lines without their order: what stood where and how it ended.
func byPlace(lines []line) map[line][2]int64 {
	sums := map[line][2]int64{}
	for _, l := range lines {
		key := line{Spot: l.Spot, Hand: l.Hand, Total: l.Total, Why: l.Why}
		sums[key] = [2]int64{sums[key][0] + l.Stake, sums[key][1] + l.Back}
	}
	return sums
}

// readPaid reads a payout, by what the room plays.
func (a *Auditor) readPaid(acc *account, room int64, e *wire.Event) (body paid, ok bool) {
	if a.cards[room] == nil {
		return body, a.read(acc.player, room, e, &body)
	}
	var told struct {
		Lines []line `json:"lines"`
		Wins  []struct {
			line
			Pays string `json:"pays"`
		} `json:"wins"`
		Pushes   []line `json:"pushes"`
		Staked   int64  `json:"staked"`
		Returned int64  `json:"returned"`
	}
	ok = a.read(acc.player, room, e, &told)
	body = paid{Staked: told.Staked, Returned: told.Returned, lines: told.Lines}
	for _, w := range told.Wins {
		w.Why = "win at " + w.Pays
		body.lines = append(body.lines, w.line)
	}
	for _, p := range told.Pushes {
		p.Why = "push"
		body.lines = append(body.lines, p)
	}
	return body, ok
}

// verifyCards proves a round of cards: its own seed where it is told, its cards where
// the seed of their shoe is.
func (a *Auditor) verifyCards(r *round) {
	if !r.ended || r.void {
		if r.ended && !r.verified {
			r.verified = true
			a.count.Void++
		}
		return
	}
	a.dealt(r)
	if r.deal == nil {
		return
	}
	a.intoShoe(r)
	if r.seed != "" && !r.seedSeen {
		r.seedSeen = true
		a.sealedAs(r)
		a.openShoe(r)
	}
	// Who shuffled keeps its seed as long as cards of its shoe are to come.
	if !r.verified && (r.seedSeen || r.deal.shuffled != nil) {
		r.verified = true
		a.count.Rounds++
	}
}

// cardSheet learns a table of cards from its page of rules.
func (a *Auditor) cardSheet(room int64, game string, page []byte) (known bool, err error) {
	var faults []string
	switch game {
	case "baccarat":
		a.cards[room], faults, err = readBaccarat(page)
	case "blackjack", "blackjack-unlimited":
		a.cards[room], faults, err = readBlackjack(page)
	case "dragon-tiger":
		a.cards[room], faults, err = readDragonTiger(page)
	default:
		return false, nil
	}
	for _, text := range faults {
		a.wrong(Violation{Kind: KindSheet, Room: room, Text: text})
	}
	return true, err
}

// unproved says what keeps a round of cards from being proved; "": nothing.
func (r *round) unproved() string {
	switch {
	case r.deal == nil:
		return "its cards were never all seen"
	case !r.inShoe && len(r.deal.cards) > 0:
		return fmt.Sprintf("nothing says where in which shoe its %d cards lay", len(r.deal.cards))
	case !r.verified:
		return "its source was never revealed"
	}
	return ""
}

// recordCards ends a round of cards by its record.
func (a *Auditor) recordCards(r *round, rec *Record) {
	if !r.void {
		a.recordedLog(r, rec)
	}
	if s := rec.Shoe; s != nil {
		of := a.round(s.Round, r.room)
		a.commit(of, s.Rules, s.Commitment)
		if s.Seed != "" {
			a.seedTold(of, s.Seed)
		}
	}
	if rec.Seed != "" {
		a.seedTold(r, rec.Seed)
	}
	a.verify(r)
	a.carried(r, rec.Carry)
	a.verify(r)
}

// seedTold takes a seed, whoever tells it.
func (a *Auditor) seedTold(r *round, seed string) {
	if r.seed != "" && r.seed != seed {
		a.wrongRound(r, KindSeed, "the stream and the record name different seeds")
	}
	r.seed = seed
	a.verify(r)
}

// recordedCards proves a book of a round of cards from its record.
func (a *Auditor) recordedCards(acc *account, b *book, told *paid) {
	if told != nil && b.paid == nil {
		b.paid, b.paidByRecord = told, true
	}
	if a.round(b.round, b.room).deal != nil {
		a.proveCards(acc, b)
	}
}

package auditor

import (
	"slices"

	"croupier/server/wire"
)

// What cards add to a player's book after the close: decisions, further stakes, and
// what went back for want of a hand.

// askPlay is a decision about a hand; it may stake.
const askPlay = "play"

// extra is a further stake on a bet that stands.
type extra struct {
	id         string
	seat, hand int
	do         string
	stake      int64
	system     bool // by earlier consent
	declined   bool // was to follow, and did not: the stake is 0
	posted     bool // it is in the balance
	told       bool // its own event came
	taken      bool // a void gave it back
}

// choice is a decision about a common hand, told to its player alone.
type choice struct {
	hand int
	do   string
	atMs int64
}

type stakedBody struct {
	Bet    string `json:"bet"`
	Seat   int    `json:"seat"`
	Hand   int    `json:"hand"`
	Do     string `json:"do"`
	Stake  int64  `json:"stake"`
	System bool   `json:"system"`
}

func (s *stakedBody) extra() extra {
	return extra{id: s.Bet, seat: s.Seat, hand: s.Hand, do: s.Do, stake: s.Stake, system: s.System, told: true}
}

func (s *stakedBody) declined() extra {
	x := s.extra()
	x.stake, x.system, x.declined, x.posted = 0, true, true, true
	return x
}

type unbackedBody struct {
	Bet   string  `json:"bet"`
	Spots []Stake `json:"spots"`
	Total int64   `json:"total"`
}

func (b *book) extra(id string) *extra {
	i := slices.IndexFunc(b.extras, func(x extra) bool { return x.id == id })
	if i < 0 {
		return nil
	}
	return &b.extras[i]
}

// played books an accepted decision.
func (a *Auditor) played(acc *account, sent *act, v *wire.Verdict) {
	b := acc.book(sent.round, sent.room)
	staking := sent.play.do == "double" || sent.play.do == "split" || sent.play.do == "insure"
	if v.Back != 0 || staking != (v.Stake > 0) {
		a.wrongBook(acc, b, KindStake, sent.id, "%s was accepted with a stake of %d and %d back", sent.play.do, v.Stake, v.Back)
	}
	if v.Stake == 0 {
		return
	}
	x := b.extra(sent.id)
	if x == nil {
		b.extras = append(b.extras, extra{id: sent.id, seat: sent.play.seat, hand: sent.play.hand, do: sent.play.do, stake: v.Stake})
		x = &b.extras[len(b.extras)-1]
	}
	if x.stake != v.Stake {
		a.wrongBook(acc, b, KindStake, sent.id, "staked %d by its event and %d by its verdict", x.stake, v.Stake)
	}
	a.post(acc, x, v.Stake)
}

// post takes a further stake out of the balance, once.
func (a *Auditor) post(acc *account, x *extra, stake int64) {
	if !x.posted {
		x.posted = true
		a.count.Staked += stake
		acc.post(-stake)
	}
}

// ownCards takes the events of a round of cards for one player.
func (a *Auditor) ownCards(acc *account, room int64, e *wire.Event) {
	b := acc.book(e.Round, room)
	switch e.Type {
	case "staked":
		var body stakedBody
		if a.read(acc.player, room, e, &body) {
			a.staked(acc, b, body.extra())
		}
	case "unfollowed":
		var body stakedBody
		if a.read(acc.player, room, e, &body) {
			b.extras = append(b.extras, body.declined())
		}
	case "chosen":
		var body stakedBody
		if a.read(acc.player, room, e, &body) {
			b.chosen = append(b.chosen, choice{body.Hand, body.Do, e.AtMs})
		}
	case "unbacked":
		var body unbackedBody
		if a.read(acc.player, room, e, &body) && !b.settled {
			if !b.unback(body) {
				a.wrongBook(acc, b, KindStake, body.Bet, "%v went back and did not stand", body.Spots)
			}
			b.backed += body.Total
			a.count.Staked -= body.Total
			acc.post(body.Total)
		}
	}
}

// staked takes the event of a further stake. What the system stakes has no verdict: its
// money moves with it.
func (a *Auditor) staked(acc *account, b *book, is extra) {
	sent := acc.acts[is.id]
	x := b.extra(is.id)
	switch {
	case x != nil && x.told:
		a.wrongBook(acc, b, KindTwice, is.id, "was staked twice")
		return
	case is.system != (sent == nil), sent != nil && (sent.ask != askPlay || sent.play.do != is.do || sent.play.hand != is.hand || sent.play.seat != is.seat):
		a.wrongBook(acc, b, KindUnasked, is.id, "%+v was staked, which was never asked for", is)
	case x != nil && x.stake != is.stake:
		a.wrongBook(acc, b, KindStake, is.id, "staked %d by its verdict and %d by its event", x.stake, is.stake)
	}
	if x == nil {
		b.extras = append(b.extras, is)
		x = &b.extras[len(b.extras)-1]
	}
	x.told = true
	if is.system {
		a.post(acc, x, is.stake)
	}
}

// unback takes chips off a bet; false: they were not there.
func (b *book) unback(u unbackedBody) bool {
	i := slices.IndexFunc(b.bets, func(p placed) bool { return p.id == u.Bet && !p.taken })
	if i < 0 {
		return false
	}
	p := &b.bets[i]
	var sum int64
	kept := slices.DeleteFunc(slices.Clone(p.spots), func(s Stake) bool {
		gone := slices.Contains(u.Spots, s)
		if gone {
			sum += s.Stake
		}
		return gone
	})
	if sum != u.Total {
		return false
	}
	p.spots, p.total = kept, p.total-sum
	b.unbacked = append(b.unbacked, u.Spots...)
	return true
}

// further is what a record says of a player after the close.
type further struct {
	extras   []extra
	chosen   []choice
	unbacked []unbackedBody
}

func (a *Auditor) readFurther(acc *account, room int64, own []wire.Event) (f further) {
	for i := range own {
		e := &own[i]
		var body stakedBody
		switch e.Type {
		case "staked", "unfollowed", "chosen":
			if !a.read(acc.player, room, e, &body) {
				continue
			}
		case "unbacked":
			var u unbackedBody
			if a.read(acc.player, room, e, &u) {
				f.unbacked = append(f.unbacked, u)
			}
			continue
		}
		switch e.Type {
		case "staked":
			f.extras = append(f.extras, body.extra())
		case "unfollowed":
			f.extras = append(f.extras, body.declined())
		case "chosen":
			f.chosen = append(f.chosen, choice{body.Hand, body.Do, e.AtMs})
		}
	}
	return f
}

// recordedFurther takes what a record says in the place of what was heard, and books
// what was not. The bets are the record's already.
func (a *Auditor) recordedFurther(acc *account, b *book, f further) {
	for i := range f.extras {
		x := &f.extras[i]
		if was := b.extra(x.id); was != nil {
			x.posted = was.posted
			if was.stake != x.stake {
				a.wrongBook(acc, b, KindStake, x.id, "%d is staked on record, it was %d", x.stake, was.stake)
			}
		}
		switch sent := acc.acts[x.id]; {
		case x.system && !x.posted:
			a.post(acc, x, x.stake)
		case !x.system && (sent == nil || sent.verdict == nil || sent.verdict.Verdict != wire.VerdictAccepted):
			a.wrongBook(acc, b, KindUnasked, x.id, "staked on record, and never accepted")
		}
	}
	for _, was := range b.extras {
		if !slices.ContainsFunc(f.extras, func(x extra) bool { return x.id == was.id }) {
			a.wrongBook(acc, b, KindLost, was.id, "was staked, and is not on record")
		}
	}
	b.extras, b.chosen, b.unbacked = f.extras, f.chosen, nil
	var back int64
	for _, u := range f.unbacked {
		back += u.Total
		if !b.unback(u) {
			a.wrongBook(acc, b, KindStake, u.Bet, "%v went back on record and did not stand", u.Spots)
		}
	}
	if more := back - b.backed; more != 0 {
		a.count.Staked -= more
		acc.post(more)
	}
	b.backed = back
}

// decisions are the player's accepted ones of a round.
func (acc *account) decisions(round int64) (list []bjAct) {
	for _, sent := range acc.acts {
		if sent.round == round && sent.ask == askPlay && sent.verdict != nil && sent.verdict.Verdict == wire.VerdictAccepted {
			list = append(list, sent.play)
		}
	}
	return list
}

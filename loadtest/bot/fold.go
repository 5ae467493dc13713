package bot

import "croupier/server/wire"

// The streams of a room, as a Gap names them.
const (
	StreamPublic = "public"
	StreamOwn    = "own"
)

// Gap is a place where a stream did not go on as it must: the frame that was
// due and the one that came.
type Gap struct {
	Stream        string
	Term, Want    int64
	GotTerm, Got  int64
	WhileResuming bool // the answer to a join was not whole
}

// Snapshot starts the public stream afresh.
func (b *Bot) Snapshot(s *wire.Snapshot) {
	if s.Term != b.term {
		b.n = 0 // the own snapshot follows
	}
	b.term, b.seq, b.placed = s.Term, s.Seq, true
	v := b.read(s.View)
	b.begin(s.Round, s.Phase == "open", v.ClosesAtMs)
	if s.Phase == "closed" {
		b.startsAtMs = v.StartsAtMs
	}
	if b.deal != nil {
		b.deal.arrived(s.View)
	}
}

// OwnSnapshot starts the own stream afresh.
func (b *Bot) OwnSnapshot(s *wire.OwnSnapshot) {
	b.n = s.N
	if b.deal != nil {
		b.deal.alone(s.View)
	}
}

// Table takes a frame of the public stream. It returns true if the frame was
// the next one, else it is not used; the gap is nil while the bot resumes, for
// frames that were on their way are expected then.
func (b *Bot) Table(t *wire.Table) (bool, *Gap) {
	if !b.placed || t.Term != b.term || t.Seq != b.seq+1 {
		return false, b.gap(Gap{Stream: StreamPublic, Term: b.term, Want: b.seq + 1, GotTerm: t.Term, Got: t.Seq})
	}
	b.seq = t.Seq
	for i := range t.Events {
		b.event(&t.Events[i])
	}
	return true, nil
}

// Own takes a frame of the own stream, by the same rule as Table. Its verdicts
// are given to Verdict by the caller.
func (b *Bot) Own(o *wire.Own) (bool, *Gap) {
	if !b.placed || o.Term != b.term || o.N != b.n+1 {
		return false, b.gap(Gap{Stream: StreamOwn, Term: b.term, Want: b.n + 1, GotTerm: o.Term, Got: o.N})
	}
	b.n = o.N
	for i := range o.Events {
		if b.deal != nil {
			b.deal.event(&o.Events[i])
		}
	}
	return true, nil
}

// Joined ends the answer to a join. A gap says that what came before does not
// lead to the place that the server names.
func (b *Bot) Joined(j *wire.Joined) *Gap {
	b.joined, b.resync = true, false
	switch {
	case j.Term != b.term || j.Seq != b.seq:
		return &Gap{Stream: StreamPublic, Term: b.term, Want: b.seq, GotTerm: j.Term, Got: j.Seq, WhileResuming: true}
	case j.N != b.n:
		return &Gap{Stream: StreamOwn, Term: b.term, Want: b.n, GotTerm: j.Term, Got: j.N, WhileResuming: true}
	}
	return nil
}

func (b *Bot) gap(g Gap) *Gap {
	if b.resync {
		return nil
	}
	return &g
}

func (b *Bot) event(e *wire.Event) {
	if b.deal != nil {
		b.deal.event(e)
	}
	switch e.Type {
	case "opened":
		b.begin(e.Round, true, b.read(e.Body).ClosesAtMs)
	case "deadline":
		b.closesAtMs = b.read(e.Body).ClosesAtMs
	case "started":
		b.startsAtMs = b.read(e.Body).StartsAtMs
	case "closed", "result", "voided":
		if e.Round == b.round {
			b.open, b.startsAtMs = false, 0
		}
	}
}

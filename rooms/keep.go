package rooms

import (
	"fmt"

	"croupier/games"
)

// Sources that outlive their rounds (games.Keeper): the round that shuffled a shoe
// ends long before its cards have all come out, and whoever has its source knows
// every one of them. It stays sealed, in memory as in the database, and is revealed
// with the step that ends the last round of the shoe:
//
//	round K: shuffles, no reveal ─► K+1 … ─► the last: reveals its own source, and K's

// kept is such a source.
type kept struct {
	Sealing
	source Source // once it may be told
	lost   bool   // nobody can read it: the round ends, and nothing is told of it
}

// keepsOf asks a table whose source has to stay sealed once a step is true; the zero
// step asks for what is applied.
func keepsOf(t games.Table, s games.Step) games.RoundID {
	if k, ok := t.(games.Keeper); ok {
		return k.Keeps(s)
	}
	return 0
}

// keepSource holds on to the source that the next round begins under.
func (c *core) keepSource() error {
	switch k := c.next.keeps; {
	case k == 0:
		c.kept = nil
	case c.kept != nil && c.kept.Round == k:
	case c.shown != nil && c.shown.id == k:
		c.kept = &kept{Sealing: Sealing{Round: k, Rules: c.shown.rules.version, Sealed: c.shown.sealed}}
	default:
		return fmt.Errorf("round %d keeps the source of %d, which is not here", c.next.id, k)
	}
	return nil
}

// ends says whether a step that ends a round ends what it began under as well.
func (r *round) ends(step games.Step) bool {
	return r.keeps != 0 && keepsOf(r.table, step) != r.keeps
}

// untold says whether the shoe that an ended round began under has ended with it.
func (r *round) untold() bool {
	return r.keeps != 0 && keepsOf(r.table, games.Step{}) != r.keeps
}

// mustTell orders the source that a round's last step reveals beside its own, and
// says whether the step waits for it. Stakes do not wait for a proof: where nobody can
// read that source, the round ends without it, and the room says so (Status.Untold).
func (c *core) mustTell(r *round, step games.Step) bool {
	if k := c.kept; r.ends(step) && k.source == nil && !k.lost {
		if !c.unsealing {
			c.unsealing = true
			c.effect(fxUnseal{round: k.Round, rules: k.Rules, sealed: k.Sealed})
		}
		return true
	}
	return false
}

// reveals are the sources that the step which ends a round tells to everyone: what it
// began under, if that has ended with it, and its own unless cards of it are to come.
func (c *core) reveals(r *round, step games.Step) (own []any) {
	if k := c.kept; r.ends(step) && k.source != nil {
		own = append(own, revealedEvent(k.Round, k.Rules, k.Sealed, k.source))
	}
	if r.source != nil && keepsOf(r.table, step) != r.id {
		own = append(own, revealedEvent(r.id, r.rules.version, r.sealed, r.source))
	}
	return own
}

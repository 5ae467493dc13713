package baccarat

import "croupier/games"

const cardLast = 12

// View is what an audience may see of the applied steps; nil for nobody.
func (t *table) View(a games.Audience) any {
	switch {
	case a == games.Everyone:
		return t.public()
	case a > 0:
		return t.Own(games.PlayerID(a))
	}
	return nil
}

func (t *table) public() View {
	v := View{
		Phase: t.Phase().String(), Clock: t.Clock(),
		Shoe: t.shoes.Shoe(), Hand: t.hand, Beads: t.newest(beadsMax),
	}
	if t.options.roads() {
		v.Roads = t.roads.clone()
	}
	return v
}

// newest is the last hands that may be seen, at most so many (L3).
func (t *table) newest(most int) []Bead {
	if !t.options.roads() {
		most = min(most, 1)
	}
	return t.shoes.Beads(most)
}

// Card is what the lobby shows.
func (t *table) Card() any {
	return Card{
		Last: t.newest(cardLast),
		Min:  t.options.SpotMinMinor, Max: t.options.TableMaxMinor,
		Clock: t.Clock(),
	}
}

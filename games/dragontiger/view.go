package dragontiger

import "croupier/games"

const cardLast = 12

// View is what an audience may see of the applied steps; nil for nobody.
func (t *table) View(a games.Audience) any {
	switch {
	case a == games.Everyone:
		return View{
			Phase: t.Phase().String(), Clock: t.Clock(),
			Shoe: t.shoes.Shoe(), Result: t.result, Beads: t.newest(beadsMax),
		}
	case a > 0:
		return t.Own(games.PlayerID(a))
	}
	return nil
}

// newest is the last rounds that may be seen, at most so many (L3).
func (t *table) newest(most int) []Bead {
	if !t.options.stats() {
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

package roulette

import "croupier/games"

const cardLast = 12

// View is what an audience may see of the applied steps; nil for nobody.
func (t *table) View(a games.Audience) any {
	switch {
	case a == games.Everyone:
		return t.public()
	case a > 0:
		return t.own(games.PlayerID(a))
	}
	return nil
}

func (t *table) public() View {
	clock := t.Clock()
	return View{
		Phase: t.Phase().String(), ClosesAt: clock.ClosesAt, OpensAt: clock.OpensAt,
		Number: t.number, LandsAt: clock.LandsAt, Last: t.newest(lastMax),
	}
}

func (t *table) own(p games.PlayerID) Own {
	bets, staked := t.Bets(p)
	o := Own{Bets: bets, Staked: staked, Paid: t.paid[p]}
	for _, in := range t.prison(p) {
		o.Prison = append(o.Prison, t.odds.prisoner(in))
	}
	return o
}

// newest is the last numbers that may be seen, at most so many (L3).
func (t *table) newest(most int) []int { return t.last[:min(len(t.last), most, t.options.shown())] }

// Card is what the lobby shows.
func (t *table) Card() any {
	return Card{
		Last: t.newest(cardLast),
		Min:  t.options.SpotMinMinor, Max: t.options.TableMaxMinor,
		Clock: t.Clock(),
	}
}

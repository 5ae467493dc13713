package rooms

import (
	"croupier/games"
	"croupier/wallet/money"
)

// plays counts what each player put into a round and got out of it.
type plays struct {
	of    map[games.PlayerID]*Play
	order []games.PlayerID // of their first stake: the answer is the same on every machine
}

func newPlays() *plays { return &plays{of: map[games.PlayerID]*Play{}} }

// add counts a step's moves. A stake taken back during the round was never
// played; one returned by the step that voids the round was, and came back.
func (p *plays) add(step games.Step) error {
	for _, event := range step.Events {
		for _, m := range event.Moves {
			if err := p.move(m, step.Then == games.Void); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *plays) move(m games.Move, void bool) error {
	play, ok := p.of[m.Player]
	if !ok {
		play = &Play{Player: m.Player}
		p.of[m.Player] = play
		p.order = append(p.order, m.Player)
	}
	var err error
	switch {
	case m.Kind == games.Stake:
		play.Staked, err = play.Staked.Add(m.Amount)
	case m.Kind == games.Refund && !void:
		play.Staked, err = play.Staked.Sub(m.Amount)
	default:
		play.Returned, err = play.Returned.Add(m.Amount)
	}
	return err
}

// with is the list as it will stand after one more step.
func (p *plays) with(step games.Step) ([]Play, error) {
	next := newPlays()
	for _, player := range p.order {
		play := *p.of[player]
		next.of[player] = &play
	}
	next.order = append(next.order, p.order...)
	if err := next.add(step); err != nil {
		return nil, err
	}
	return next.list(), nil
}

func (p *plays) list() []Play {
	var list []Play
	for _, player := range p.order {
		if play := p.of[player]; play.Staked != 0 || play.Returned != 0 {
			list = append(list, *play)
		}
	}
	return list
}

// players counts who has money in the round.
func (p *plays) players() int {
	n := 0
	for _, play := range p.of {
		if play.Staked > 0 {
			n++
		}
	}
	return n
}

// answerFor is the verdict on an accepted command: what it took from the player
// and what it gave back.
func answerFor(player games.PlayerID, ask string, step games.Step) (Answer, error) {
	answer := Answer{Accepted: true, Ask: ask}
	var out, back []money.Amount
	for _, event := range step.Events {
		for _, m := range event.Moves {
			switch {
			case m.Player != player:
			case m.Kind == games.Stake:
				out = append(out, m.Amount)
			default:
				back = append(back, m.Amount)
			}
		}
	}
	var err error
	if answer.Stake, err = money.Sum(out...); err != nil {
		return Answer{}, err
	}
	answer.Back, err = money.Sum(back...)
	return answer, err
}

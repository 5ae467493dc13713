package felt

import (
	"slices"

	"croupier/games"
	"croupier/wallet/money"
)

const (
	// SpotsMax is the most spots of one bet.
	SpotsMax = 64
	// BetsMax is the most bets that one player may have in a round, those left by rounds
	// before included: what a player sees of a round, what a settlement pays and what the
	// next round inherits stay bounded.
	BetsMax = 300
	// stakedMax keeps all stakes of a round, those left by rounds before included, and what
	// they can win inside 64 bits (B9).
	stakedMax = money.Amount(1) << 62
	// echoMax bounds the name of an unknown spot that a refusal repeats.
	echoMax = 32
)

// mayAct says whether a player may act at all. Bets end at closesAt by room time, not
// when the close has committed: else a steady stream of bets could put the close
// off for ever.
func (f *Felt) mayAct(c games.Command) error {
	if c.By.Role != games.Player || c.By.Player <= 0 || c.ID == (games.BetID{}) {
		return &games.Refusal{Code: games.CodeBadAsk}
	}
	leaving := f.moving != nil && f.moving.then != games.Open
	if f.phase != games.Open || leaving || c.At >= f.closesAt {
		return &games.Refusal{Code: games.CodeClosed}
	}
	if _, ok := f.bets.held[actKey{player: c.By.Player, id: c.ID}]; ok {
		return games.ErrBusy // the same act once more: its verdict is on its way
	}
	return nil
}

func (f *Felt) decideBet(c games.Command, ask Bet) (games.Step, error) {
	if err := f.mayAct(c); err != nil {
		return games.Step{}, err
	}
	b := f.bets.bettors[c.By.Player]
	if b == nil {
		b = &bettor{}
	}
	w, err := f.read(c.ID, ask, b)
	if err == nil {
		err = f.withinLimits(&w, b)
	}
	if err != nil {
		// What is being taken back still counts. If it is the player's own, the
		// answer has to wait for it.
		if b.backs > 0 && depends(err) {
			return games.Step{}, games.ErrBusy
		}
		return games.Step{}, err
	}
	if err := f.withinAllowance(&w); err != nil {
		if f.bets.backs > 0 {
			return games.Step{}, games.ErrBusy
		}
		return games.Step{}, err
	}
	return games.Step{
		Cmd: c, Phase: games.Open, Then: games.Open,
		Events: []games.Event{{
			For:   games.Only(c.By.Player),
			Body:  Placed{Bet: c.ID, Spots: slices.Clone(ask.Spots), Total: w.total},
			Moves: []games.Move{{Bet: c.ID, Player: c.By.Player, Kind: games.Stake, Amount: w.total}},
		}},
	}, nil
}

// depends says whether a refusal may turn into a yes when bets are taken back.
func depends(refusal error) bool {
	switch refusal.(*games.Refusal).Code {
	case games.CodeAboveSpot, games.CodeAboveTable, games.CodeTooMany:
		return true
	}
	return false
}

// read finds the spots of a bet and holds each stake against its limits, in their
// order.
func (f *Felt) read(id games.BetID, ask Bet, b *bettor) (wager, error) {
	if len(ask.Spots) == 0 || len(ask.Spots) > SpotsMax {
		return wager{}, &games.Refusal{Code: games.CodeBadAsk}
	}
	var twice [spotsOfFelt]bool
	w := wager{id: id, chips: make([]chip, len(ask.Spots))}
	for i, c := range ask.Spots {
		spot, ok := f.bets.prices.index[c.Spot]
		if !ok {
			return wager{}, &games.Refusal{Code: games.CodeBadSpot, Spot: echo(c.Spot)}
		}
		limit := f.bets.prices.spots[spot].Most
		switch {
		case twice[spot]:
			return wager{}, &games.Refusal{Code: games.CodeTwiceSpot, Spot: c.Spot}
		case c.Stake < f.terms.SpotMinMinor:
			return wager{}, &games.Refusal{Code: games.CodeBelowMin, Spot: c.Spot, Limit: f.terms.SpotMinMinor, Value: c.Stake}
		case c.Stake > limit:
			// Before any sum: a stake near 2^63 must not be added to (B8).
			return wager{}, &games.Refusal{Code: games.CodeAboveSpot, Spot: c.Spot, Limit: limit, Value: c.Stake}
		case c.Stake%f.terms.StepMinor != 0:
			return wager{}, &games.Refusal{Code: games.CodeBadStep, Spot: c.Spot, Limit: f.terms.StepMinor, Value: c.Stake}
		}
		if would := b.onSpot(spot) + c.Stake; would > limit {
			return wager{}, &games.Refusal{Code: games.CodeAboveSpot, Spot: c.Spot, Limit: limit, Value: would}
		}
		twice[spot] = true
		w.chips[i] = chip{spot: spot, stake: c.Stake}
		w.total += c.Stake
	}
	return w, nil
}

// withinLimits holds a bet against what the player may have in a round.
func (f *Felt) withinLimits(w *wager, b *bettor) error {
	limit := f.terms.TableMaxMinor
	if would := b.staked + b.flying + w.total; would > limit {
		return &games.Refusal{Code: games.CodeAboveTable, Limit: limit, Value: would}
	}
	if len(b.bets)+b.held+b.owed >= BetsMax {
		return &games.Refusal{Code: games.CodeTooMany, Limit: BetsMax}
	}
	return nil
}

// withinAllowance holds a bet against what the room may lose.
func (f *Felt) withinAllowance(w *wager) error {
	var most money.Amount
	f.bets.prices.liability(w, f.bets.loss)
	for n, loss := range f.bets.loss {
		if loss > 0 {
			most = max(most, f.bets.liable[n]+loss)
		}
	}
	if most > f.terms.AllowanceMinor || f.bets.staked+f.bets.flying+f.bets.owing > stakedMax {
		return &games.Refusal{Code: games.CodeAboveHouse, Limit: f.terms.AllowanceMinor, Value: most}
	}
	return nil
}

// echo keeps a refusal short, whatever a client called a spot.
func echo(name string) string {
	if len(name) > echoMax {
		return ""
	}
	return name
}

// decideBack takes back the player's last bet, or all of them.
func (f *Felt) decideBack(c games.Command, all bool) (games.Step, error) {
	if err := f.mayAct(c); err != nil {
		return games.Step{}, err
	}
	b := f.bets.bettors[c.By.Player]
	switch {
	case b != nil && (b.held > 0 || b.backs > 0):
		return games.Step{}, games.ErrBusy // which one is the last is not known yet
	case b == nil || len(b.bets) == 0:
		return games.Step{}, &games.Refusal{Code: games.CodeNothing}
	}
	bets := b.bets
	if !all {
		bets = bets[len(bets)-1:]
	}
	return games.Step{
		Cmd: c, Phase: games.Open, Then: games.Open,
		Events: []games.Event{refund(c.By.Player, bets)},
	}, nil
}

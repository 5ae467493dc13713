package blackjack

import (
	"slices"

	"croupier/games"
	"croupier/wallet/money"
)

// The refusals of this game alone.
const (
	CodeSeatTaken games.Code = "seat_taken"   // somebody else has or had it; Limit is 0
	CodeNeedsSeat games.Code = "needs_seat"   // a side bet without a hand at that seat
	CodeOwnSeat   games.Code = "own_seat"     // behind oneself
	CodeStale     games.Code = "stale"        // the hand has other cards by now, or its turn is over
	CodeIllegal   games.Code = "illegal_play" // not a legal act of that hand
)

const (
	// spotsMax is the most spots of one bet.
	spotsMax = 64
	// betsMax is the most bets that one player may have in a round.
	betsMax = 100
	// stakedMax keeps all stakes of a round and what they can win inside 64 bits
	// (B9).
	stakedMax = money.Amount(1) << 60
	echoMax   = 16
)

// mayBet says whether a player may act while bets are taken.
func (k *book) mayBet(c games.Command, open bool) error {
	if c.By.Role != games.Player || c.By.Player <= 0 || c.ID == (games.BetID{}) {
		return &games.Refusal{Code: games.CodeBadAsk}
	}
	if !open {
		return &games.Refusal{Code: games.CodeClosed}
	}
	if _, ok := k.held[c.By.Player]; ok {
		return games.ErrBusy // of one player's acts the second depends on the first
	}
	return nil
}

// decideBet says what a bet would do. kept is whose the seats were.
func (k *book) decideBet(c games.Command, ask Bet, kept []KeptFor) (games.Step, error) {
	p := c.By.Player
	err := k.fits(p, ask)
	if err == nil {
		err = k.seated(p, ask, kept)
	}
	if err == nil {
		err = k.within(p, ask)
	}
	if err != nil {
		// What flies counts. If it comes back, the answer may be another.
		if len(k.held) > 0 && depends(err) {
			return games.Step{}, games.ErrBusy
		}
		return games.Step{}, err
	}
	placed := Placed{Bet: c.ID, Spots: slices.Clone(ask.Spots), Follow: ask.Follow}
	for _, chip := range ask.Spots {
		placed.Total += chip.Stake
	}
	return games.Step{Cmd: c, Phase: games.Open, Then: games.Open, Events: []games.Event{{
		For: games.Only(p), Body: placed,
		Moves: []games.Move{{Bet: c.ID, Player: p, Kind: games.Stake, Amount: placed.Total}},
	}}}, nil
}

// depends says whether a refusal may turn into a yes when others' bets go.
func depends(refusal error) bool {
	switch refusal.(*games.Refusal).Code {
	case CodeSeatTaken, games.CodeTooMany, games.CodeAboveHouse:
		return true
	}
	return false
}

// fits holds each stake of a bet against its own limits, in their order.
func (k *book) fits(p games.PlayerID, ask Bet) error {
	if len(ask.Spots) == 0 || len(ask.Spots) > spotsMax {
		return &games.Refusal{Code: games.CodeBadAsk}
	}
	for i, c := range ask.Spots {
		s, ok := k.o.spotOf(c.Spot, k.common)
		if !ok {
			return &games.Refusal{Code: games.CodeBadSpot, Spot: echo(c.Spot)}
		}
		least, most := k.o.limits(s.kind)
		has := k.bettors[p].on(c.Spot)
		switch {
		case slices.ContainsFunc(ask.Spots[:i], func(d Chip) bool { return d.Spot == c.Spot }):
			return &games.Refusal{Code: games.CodeTwiceSpot, Spot: c.Spot}
		case c.Stake <= 0 || has == 0 && c.Stake < least:
			return &games.Refusal{Code: games.CodeBelowMin, Spot: c.Spot, Limit: least, Value: c.Stake}
		case c.Stake > most: // before any sum: a stake near 2^63 must not be added to (B8)
			return &games.Refusal{Code: games.CodeAboveSpot, Spot: c.Spot, Limit: most, Value: c.Stake}
		case has+c.Stake > most:
			return &games.Refusal{Code: games.CodeAboveSpot, Spot: c.Spot, Limit: most, Value: has + c.Stake}
		case c.Stake%k.o.StepMinor != 0:
			return &games.Refusal{Code: games.CodeBadStep, Spot: c.Spot, Limit: k.o.StepMinor, Value: c.Stake}
		}
	}
	return nil
}

// seated says whether the player may have chips where the bet puts them.
func (k *book) seated(p games.PlayerID, ask Bet, kept []KeptFor) error {
	b := k.bettors[p]
	has := func(s spot) bool {
		return b.on(s.String()) > 0 || slices.ContainsFunc(ask.Spots, func(c Chip) bool { return c.Spot == s.String() })
	}
	seats := 0
	for seat := 1; seat <= seatsMax; seat++ {
		if has(spot{onSeat, seat}) {
			seats++
		}
	}
	if !k.common && seats > k.o.SeatsEach {
		return &games.Refusal{Code: games.CodeTooMany, Spot: string(onSeat), Limit: money.Amount(k.o.SeatsEach)}
	}
	for _, c := range ask.Spots {
		s, _ := k.o.spotOf(c.Spot, k.common)
		switch s.kind {
		case onSeat:
			if k.common {
				continue
			}
			if k.takenFor(p, s.seat, kept) {
				return &games.Refusal{Code: CodeSeatTaken, Spot: c.Spot}
			}
			if has(spot{onBehind, s.seat}) {
				return &games.Refusal{Code: CodeOwnSeat, Spot: c.Spot}
			}
		case onBehind:
			if has(spot{onSeat, s.seat}) {
				return &games.Refusal{Code: CodeOwnSeat, Spot: c.Spot}
			}
			if b.on(c.Spot) == 0 && k.backers(c.Spot)+k.claimed(p, c.Spot) >= k.o.BehindMax {
				return &games.Refusal{Code: games.CodeTooMany, Spot: c.Spot, Limit: money.Amount(k.o.BehindMax)}
			}
		default:
			if !has(spot{onSeat, s.seat}) {
				return &games.Refusal{Code: CodeNeedsSeat, Spot: c.Spot}
			}
		}
	}
	return nil
}

// takenFor says whether a seat is somebody else's: who has chips there, or in
// flight, or had it in the round before.
func (k *book) takenFor(p games.PlayerID, seat int, kept []KeptFor) bool {
	if holder := k.holder(seat); holder != 0 {
		return holder != p
	}
	mine := slices.ContainsFunc(kept, func(f KeptFor) bool { return f.Seat == seat && f.Player == p })
	theirs := slices.ContainsFunc(kept, func(f KeptFor) bool { return f.Seat == seat && f.Player != p })
	return theirs || !mine && k.claimed(p, spot{onSeat, seat}.String()) > 0
}

// backers counts who stands behind a seat.
func (k *book) backers(name string) (n int) {
	for _, b := range k.bettors {
		if b.on(name) > 0 {
			n++
		}
	}
	return n
}

// within holds a bet against what the player and the room may have in a round.
func (k *book) within(p games.PlayerID, ask Bet) error {
	b := k.bettors[p]
	would := b.first()
	for _, c := range ask.Spots {
		would += c.Stake
	}
	if would > k.o.TableMaxMinor {
		return &games.Refusal{Code: games.CodeAboveTable, Limit: k.o.TableMaxMinor, Value: would}
	}
	if b != nil && len(b.bets) >= betsMax {
		return &games.Refusal{Code: games.CodeTooMany, Limit: betsMax}
	}
	if most := k.worst + k.risk(ask.Spots); most > k.o.AllowanceMinor || most > stakedMax {
		return &games.Refusal{Code: games.CodeAboveHouse, Limit: k.o.AllowanceMinor, Value: most}
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
func (k *book) decideBack(c games.Command, all bool) (games.Step, error) {
	b := k.bettors[c.By.Player]
	if b == nil {
		return games.Step{}, &games.Refusal{Code: games.CodeNothing}
	}
	bets := b.bets
	if !all {
		bets = bets[len(bets)-1:]
	}
	return games.Step{Cmd: c, Phase: games.Open, Then: games.Open, Events: []games.Event{b.refunds(bets, nil)}}, nil
}

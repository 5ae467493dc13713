package gamestest

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"croupier/games"
	"croupier/wallet/money"
)

// wellFormed holds a decided step against the contract.
func (r *room) wellFormed(c games.Command, s games.Step) error {
	switch {
	case !reflect.DeepEqual(s.Cmd, c):
		return errors.New("it is not the step of its command")
	case s.Phase != r.table.Phase() && len(r.held) == 0:
		return fmt.Errorf("it wants to find %v in %v", s.Phase, r.table.Phase())
	case !leads(s.Phase, s.Then):
		return fmt.Errorf("%v does not lead to %v", s.Phase, s.Then)
	case s.Drawn && !r.mayDraw(s):
		return fmt.Errorf("it draws from %v to %v", s.Phase, s.Then)
	}
	for _, held := range r.held {
		if s.Drawn && held.Drawn {
			return errors.New("two steps that draw are in flight")
		}
	}
	for _, e := range s.Events {
		if _, _, err := r.codec.Encode(e.Body); err != nil {
			return err
		}
		if e.For < games.Nobody {
			return fmt.Errorf("%T is for %d", e.Body, e.For)
		}
		for _, m := range e.Moves {
			switch {
			case m.Amount <= 0:
				return fmt.Errorf("it moves %d", m.Amount)
			case m.Player <= 0 || m.Bet == games.BetID{}:
				return errors.New("it moves money of nobody, or of no bet")
			case e.For > 0 && games.Only(m.Player) != e.For:
				return fmt.Errorf("an event for %d moves money of %d", e.For, m.Player)
			case m.Kind == games.Stake && s.Phase == games.None && s.Then == games.Open:
				return errors.New("an opening takes stakes")
			case m.Kind < games.Stake || m.Kind > games.Refund:
				return fmt.Errorf("it moves money by kind %d", m.Kind)
			}
		}
	}
	return nil
}

// leads is the phases' order (games.Phase).
func leads(from, to games.Phase) bool {
	switch from {
	case games.None:
		return to == games.None || to == games.Open || to == games.Closed || to == games.Settled
	case games.Open:
		return to == games.Open || to == games.Closed || to == games.Void
	case games.Closed:
		return to == games.Closed || to == games.Settled || to == games.Void
	}
	return false
}

// forbidden tries what only the system may say, as a player and as the house,
// and gives events and views for asks.
func (r *room) forbidden() error {
	asks := []any{games.Timeout{}, games.Resumed{GapMs: 1}, games.VoidRound{}, games.VoidRound{SourceLost: true}}
	types := r.Rules.Types()
	for _, name := range r.codec.Names() {
		if zero, ok := types[name]; ok {
			asks = append(asks, zero)
		}
	}
	ask := asks[r.pick(len(asks))]
	c := r.player(ask)
	if r.pick(2) == 0 {
		c.By = games.Actor{Role: games.Dealer, Player: 98}
	}
	step, err := r.table.Decide(c, r.draws())
	var refusal *games.Refusal
	switch {
	case errors.As(err, &refusal), errors.Is(err, games.ErrBusy):
		return nil
	case err != nil:
		return fmt.Errorf("role %d asked %T, and instead of a refusal the room would stop: %w", c.By.Role, ask, err)
	case housesOwn(ask):
		return fmt.Errorf("role %d may say %T", c.By.Role, ask)
	}
	for _, e := range step.Events {
		if reflect.TypeOf(e.Body) == reflect.TypeOf(ask) {
			return fmt.Errorf("%T is an event and may be asked", ask)
		}
	}
	return nil
}

func housesOwn(ask any) bool {
	switch ask.(type) {
	case games.Timeout, games.Resumed, games.VoidRound:
		return true
	}
	return false
}

// seen is everything that anybody may see, with its size bounded.
func (r *room) seen() (string, error) {
	var all strings.Builder
	public := 0
	for _, v := range []struct {
		name string
		of   any
	}{{"view", r.table.View(games.Everyone)}, {"board", r.table.Board()}, {"card", r.table.Card()}} {
		body, err := r.encode(v.of)
		if err != nil {
			return "", fmt.Errorf("%s: %w", v.name, err)
		}
		if v.name != "card" {
			public += len(body)
		}
		all.Write(body)
	}
	if public > r.PublicBytesMax {
		return "", fmt.Errorf("the public view has %d bytes, at most %d", public, r.PublicBytesMax)
	}
	for p := range games.PlayerID(players) {
		body, err := r.encode(r.table.View(games.Only(p + 1)))
		if err != nil {
			return "", fmt.Errorf("view of player %d: %w", p+1, err)
		}
		all.Write(body)
	}
	all.WriteString(r.table.Phase().String())
	return all.String(), nil
}

func (r *room) encode(v any) ([]byte, error) {
	if v == nil {
		return nil, nil
	}
	_, body, err := r.codec.Encode(v)
	return body, err
}

// watch looks for secrets: the ids of bets are a player's own, and so is every
// body of an event that was not for everyone.
func (r *room) watch() error {
	public := [][]byte{}
	for _, v := range []any{r.table.View(games.Everyone), r.table.Board(), r.table.Card()} {
		body, err := r.encode(v)
		if err != nil {
			return err
		}
		public = append(public, body)
	}
	if v := r.table.View(games.Nobody); v != nil {
		return fmt.Errorf("nobody sees %+v", v)
	}
	own := map[games.PlayerID][]byte{}
	for p := range games.PlayerID(players + 1) { // one of them never plays
		var err error
		if own[p+1], err = r.encode(r.table.View(games.Only(p + 1))); err != nil {
			return err
		}
	}
	events := []games.Event{}
	told := map[string]bool{} // who was told what
	for _, step := range append(slices.Clone(r.log), r.held...) {
		for _, e := range step.Events {
			body, err := r.encode(e.Body)
			if err != nil {
				return err
			}
			events = append(events, e)
			told[fmt.Sprint(e.For)+string(body)] = true
		}
	}
	for _, e := range events {
		if err := r.secret(e, public, own, told); err != nil {
			return err
		}
	}
	return nil
}

func (r *room) secret(e games.Event, public [][]byte, own map[games.PlayerID][]byte, told map[string]bool) error {
	body, err := r.encode(e.Body)
	if err != nil {
		return err
	}
	secrets := []string{}
	for _, m := range e.Moves {
		secrets = append(secrets, m.Bet.String())
	}
	if e.For != games.Everyone && len(body) > len(`{"a":1234}`) {
		secrets = append(secrets, string(body))
	}
	for _, s := range secrets {
		if e.For == games.Everyone && strings.Contains(string(body), s) {
			return fmt.Errorf("the public event %s names %s", body, s)
		}
		for _, p := range public {
			if strings.Contains(string(p), s) {
				return fmt.Errorf("a public view shows %s of an event for %d: %s", s, e.For, p)
			}
		}
		for p, view := range own {
			if games.Only(p) != e.For && strings.Contains(string(view), s) && !moves(e, p) && !told[fmt.Sprint(games.Only(p))+s] {
				return fmt.Errorf("player %d sees %s of an event for %d", p, s, e.For)
			}
		}
	}
	return nil
}

func moves(e games.Event, p games.PlayerID) bool {
	for _, m := range e.Moves {
		if m.Player == p {
			return true
		}
	}
	return false
}

// end looks at a round that has ended.
func (r *room) end() error {
	if err := r.watch(); err != nil {
		return err
	}
	if err := r.books.close(r.log, r.Result, r.table.Phase()); err != nil {
		return err
	}
	if until := r.table.Wait().Until; until != 0 {
		return fmt.Errorf("the round has ended, and something is due at %d", until)
	}
	c := r.player(r.Ask(r.pick))
	var refusal *games.Refusal
	if _, err := r.table.Decide(c, nil); !errors.As(err, &refusal) {
		return fmt.Errorf("after the end %T was answered by %v", c.Ask, err)
	}
	folded, err := r.fold(r.log)
	if err != nil {
		return err
	}
	carry, err := r.encode(r.table.Carry())
	if err != nil {
		return fmt.Errorf("carry: %w", err)
	}
	again, err := r.encode(folded.Carry())
	if err != nil {
		return fmt.Errorf("carry: %w", err)
	}
	if string(carry) != string(again) {
		return fmt.Errorf("the carry is %s, of the fold of the log %s", carry, again)
	}
	mine, err := r.seen()
	if err != nil {
		return err
	}
	replayed := *r
	replayed.table = folded
	theirs, err := replayed.seen()
	if err != nil {
		return err
	}
	if mine != theirs {
		return fmt.Errorf("views of the table and of the fold of its log differ\n%s\n%s", mine, theirs)
	}
	r.carry = carry
	if r.table.Phase() == games.Void {
		if err := r.sameCarry(); err != nil {
			return err
		}
	}
	return r.decideAgain()
}

// books are a round's money by bet.
type books struct {
	stands map[key]money.Amount // staked and not refunded
	paid   money.Amount
	staked money.Amount
	owed   map[key]money.Amount // stakes of earlier rounds, where those may come back
}

type key struct {
	player games.PlayerID
	bet    games.BetID
}

func newBooks() books { return books{stands: map[key]money.Amount{}} }

// left is the most that later rounds may still give back.
func (b *books) left() map[key]money.Amount {
	left := map[key]money.Amount{}
	for k, amount := range b.owed {
		left[k] += amount
	}
	for k, amount := range b.stands {
		left[k] += amount
	}
	return left
}

// post books a committed step.
func (b *books) post(s games.Step) error {
	for _, e := range s.Events {
		for _, m := range e.Moves {
			k := key{m.Player, m.Bet}
			switch m.Kind {
			case games.Stake:
				b.stands[k] += m.Amount
				b.staked += m.Amount
			case games.Refund:
				if b.stands[k] < m.Amount {
					return fmt.Errorf("%d go back to player %d of a bet of %d", m.Amount, m.Player, b.stands[k])
				}
				b.stands[k] -= m.Amount
				b.staked -= m.Amount
			case games.Pay:
				if s.Phase == games.Open {
					return fmt.Errorf("%T pays while bets are taken", s.Cmd.Ask)
				}
				switch {
				case b.stands[k] > 0:
				case b.owed[k] >= m.Amount:
					b.owed[k] -= m.Amount
				default:
					return fmt.Errorf("player %d is paid %d for a bet that does not stand", m.Player, m.Amount)
				}
				b.paid += m.Amount
			}
		}
	}
	return nil
}

// close holds the books against what the round says of itself.
func (b *books) close(log []games.Step, result func(any) (money.Amount, money.Amount, bool), phase games.Phase) error {
	if phase == games.Void {
		if b.staked != 0 || b.paid != 0 {
			return fmt.Errorf("voided with %d kept and %d paid", b.staked, b.paid)
		}
		return nil
	}
	if result == nil {
		return nil
	}
	results := 0
	for _, s := range log {
		for _, e := range s.Events {
			staked, returned, ok := result(e.Body)
			if !ok {
				continue
			}
			results++
			if staked != b.staked || returned != b.paid {
				return fmt.Errorf("the result says %d staked and %d returned, the moves %d and %d", staked, returned, b.staked, b.paid)
			}
		}
	}
	if results != 1 {
		return fmt.Errorf("%d results", results)
	}
	return nil
}

func throughCodec(c *games.Codec, v any) (any, error) {
	name, body, err := c.Encode(v)
	if err != nil {
		return nil, err
	}
	back, err := c.Decode(name, body)
	if err != nil {
		return nil, fmt.Errorf("%T does not read what it writes: %w", v, err)
	}
	_, again, err := c.Encode(back)
	if err != nil {
		return nil, err
	}
	if string(again) != string(body) {
		return nil, fmt.Errorf("%T is written as %s and then as %s", v, body, again)
	}
	if !json.Valid(body) {
		return nil, fmt.Errorf("%T writes what is no JSON", v)
	}
	return back, nil
}

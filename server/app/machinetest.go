package app

import (
	"bytes"
	"errors"
	"fmt"

	"croupier/games"
	"croupier/games/slots"
	"croupier/rng/fairness"
	"croupier/rooms"
	"croupier/server/demo"
)

// knownSession is the round by which machines are tested, and whose it is.
const (
	knownSession = games.RoundID(1<<44 | 1)
	knownPlayer  = games.PlayerID(1)
)

// testMachine plays one round of a machine from a known pair of seeds, twice: it
// must come to the same end, and the rules must find it so.
func testMachine(registry *rooms.Registry, m *demo.Machine) error {
	found, err := registry.Rules(m.Game, m.Rules)
	if err != nil {
		return err
	}
	rules, ok := found.(*slots.Rules)
	if !ok {
		return fmt.Errorf("%s is no machine", m.Game)
	}
	options, err := m.Seated(knownPlayer)
	if err != nil {
		return err
	}
	if _, err := rules.Sheet(options); err != nil {
		return err
	}
	first, err := oneSpin(rules, options)
	if err != nil {
		return err
	}
	second, err := oneSpin(rules, options)
	if err != nil {
		return err
	}
	if !bytes.Equal(first, second) {
		return errors.New("one round, played twice, ends in two ways")
	}
	return nil
}

// oneSpin plays a round, its features by the system, and returns its carry.
func oneSpin(rules *slots.Rules, options []byte) ([]byte, error) {
	o, err := rules.Options(options)
	if err != nil {
		return nil, err
	}
	table, err := rules.Table(knownSession, options, nil)
	if err != nil {
		return nil, err
	}
	source := fairness.NewPair(knownSession, [32]byte{}, "self-test").Source(knownSession)
	cmd := games.Command{By: games.Actor{Role: games.Player, Player: knownPlayer}, At: 1, ID: games.BetID{15: 1}, Ask: slots.Spin{Coin: o.Coins[0]}}
	var public, own []any
	for k := 1; k <= stepsMax; k++ {
		step, err := table.Decide(cmd, source.Draws(k))
		if err != nil {
			return nil, err
		}
		table.Apply(step)
		for _, e := range step.Events {
			if e.For == games.Everyone {
				public = append(public, e.Body)
			} else {
				own = append(own, e.Body)
			}
		}
		if table.Phase().Ended() {
			if err := rules.Recheck(options, public, own, source.Draws); err != nil {
				return nil, err
			}
			_, carry, err := games.NewCodec(rules.Types()).Encode(table.Carry())
			return carry, err
		}
		cmd = games.Command{At: max(cmd.At, table.Wait().Until), Ask: games.Timeout{}}
	}
	return nil, fmt.Errorf("a round does not end in %d steps", stepsMax)
}

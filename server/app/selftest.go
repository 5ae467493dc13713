package app

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"croupier/games"
	"croupier/rng"
	"croupier/rng/fairness"
	"croupier/rooms"
	"croupier/store"
	"croupier/wallet"
)

// selfTest is what a server knows of itself before it takes any room (ASVS
// 16.5.3, GLI-19 B.3.5): what would break a round is found while none is under
// way. An error is one sentence, and the server does not begin.
func (s *Server) selfTest(ctx context.Context) error {
	began := time.Now()
	if err := testGenerator(s.entropy); err != nil {
		return fmt.Errorf("self-test: the generator: %w", err)
	}
	if err := testKeys(s.vault); err != nil {
		return fmt.Errorf("self-test: the keys in %s: %w", s.keys.Folder(), err)
	}
	for _, t := range s.tables {
		if err := testTable(s.registry, t.Game, t.Rules, t.Options); err != nil {
			return fmt.Errorf("self-test: table %q: %w", t.Name, err)
		}
	}
	for i := range s.machines {
		if err := testMachine(s.registry, &s.machines[i]); err != nil {
			return fmt.Errorf("self-test: machine %q: %w", s.machines[i].Game, err)
		}
	}
	if err := s.testDatabase(ctx); err != nil {
		return fmt.Errorf("self-test: the database: %w", err)
	}
	books, err := wallet.VerifyLatest(ctx, s.db.App)
	if err != nil {
		return fmt.Errorf("self-test: the books: %w", err)
	}
	if !books.OK() {
		f := books.Findings[0]
		s.log.Error().Interface("findings", books.Findings).Msg("the books are wrong")
		return fmt.Errorf("self-test: the books are wrong: %s: %s: %s (run `croupier ledger verify`, and do not serve before it is understood)",
			f.Check, f.Subject, f.Detail)
	}
	s.log.Info().Int("rules", len(s.rules)).Int("tables", len(s.tables)).Int("machines", len(s.machines)).Int64("rounds", books.Counts.Rounds).
		Dur("took", time.Since(began)).Msg("self-test passed: generator, keys, rules, tables, database, newest books")
	return nil
}

// knownSeed is the seed of round 2 of a pair of zeros whose client seed is
// "croupier".
const knownSeed = "f8243619ae96ff508e7d7fb4b9f1c423af3b8b372fefb36ee38e26d0a2ae4f16"

// The known answer of the text that fairness is written by: the commitment and
// the first numbers of stream 1 for a seed of zeros in room 1, round 1.
const (
	knownCommitment = "b0025743715a07f7e93443bc3a10a6fd7451b352e8d3f4290e432ddc84329a7d"
	knownRound      = games.RoundID(1<<24 | 1)
)

var knownNumbers = [...]uint64{29, 16, 32, 0, 2, 33, 21, 13}

// testGenerator looks at the entropy's health, and draws what is known.
func testGenerator(entropy *rng.Entropy) error {
	one, err := entropy.Seed()
	if err != nil {
		return err
	}
	two, err := entropy.Seed()
	if err != nil {
		return err
	}
	if one == two {
		return rng.ErrDegraded
	}
	var zeros [32]byte
	if c := fairness.Commit(knownRound, 1, zeros); hex.EncodeToString(c[:]) != knownCommitment {
		return errors.New("a known seed has another commitment")
	}
	draws := fairness.NewSource(zeros).Draws(1)
	for i, want := range knownNumbers {
		if got := draws.Uintn(37); got != want {
			return fmt.Errorf("draw %d of a known seed is %d and must be %d", i+1, got, want)
		}
	}
	pair := fairness.NewPair(knownRound, zeros, "croupier")
	if seed := pair.Source(knownRound.Next()).Seed(); hex.EncodeToString(seed[:]) != knownSeed {
		return errors.New("a known pair of seeds gives another round")
	}
	return nil
}

// testKeys seals and opens a body that is nobody's, and sees that it is bound to
// its place. That the keys are the database's has been seen before (Bind).
func testKeys(bodies rooms.Bodies) error {
	text := []byte(`{"self":"test"}`)
	box, err := bodies.SealBody(knownRound, 1, text)
	if err != nil {
		return err
	}
	got, err := bodies.OpenBody(knownRound, 1, box)
	if err != nil {
		return err
	}
	if !bytes.Equal(got, text) || bytes.Contains(box, text) {
		return errors.New("what was sealed does not open to what it was")
	}
	if _, err := bodies.OpenBody(knownRound, 2, box); err == nil {
		return errors.New("a sealed body opens at a place that is not its own")
	}
	return nil
}

// testTable plays an empty round at a table, twice from one seed: it must come
// to the same end.
func testTable(registry *rooms.Registry, game string, version int, options []byte) error {
	found, err := registry.Rules(game, version)
	if err != nil {
		return err
	}
	if _, err := found.Sheet(options); err != nil {
		return err
	}
	first, err := emptyRound(found, options)
	if err != nil {
		return err
	}
	second, err := emptyRound(found, options)
	if err != nil {
		return err
	}
	if !bytes.Equal(first, second) {
		return errors.New("one round, played twice, ends in two ways")
	}
	return nil
}

// stepsMax is more than an empty round takes in any game.
const stepsMax = 1000

// emptyRound plays a round in which nobody bets, and returns its carry.
func emptyRound(found games.Rules, options []byte) ([]byte, error) {
	table, err := found.Table(knownRound, options, nil)
	if err != nil {
		return nil, err
	}
	source, drawn, now := fairness.NewSource([32]byte{}), 0, games.Moment(1)
	for range stepsMax {
		var draws games.Draws
		if table.Phase() == games.Closed {
			draws = source.Draws(drawn + 1)
		}
		now = max(now, table.Wait().Until)
		step, err := table.Decide(games.Command{At: now, Ask: games.Timeout{}}, draws)
		if err != nil {
			return nil, err
		}
		table.Apply(step)
		if step.Drawn {
			drawn++
		}
		if table.Phase().Ended() {
			_, carry, err := games.NewCodec(found.Types()).Encode(table.Carry())
			return carry, err
		}
	}
	return nil, fmt.Errorf("an empty round does not end in %d steps", stepsMax)
}

// testDatabase asks once more for the settings without which an acknowledged bet
// could be lost, as they are for a connection that serves.
func (s *Server) testDatabase(ctx context.Context) error {
	conn, err := s.db.App.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	return store.CheckDurable(ctx, conn.Conn(), false)
}

package rooms

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"slices"

	"croupier/games"
	"croupier/server/wire"
	"croupier/wallet/money"
)

// ErrNotReplayed says that a round's log is not what its rules make of its
// source.
var ErrNotReplayed = errors.New("rooms: the log does not follow from the source")

// Replayed is what came of playing a stored round again.
type Replayed struct {
	Table []byte        // the whole state of the table after the last step
	Plays []Play        // as the step that ended the round had them
	Moved []Moved       // by player
	Steps int           // of the game
	Drawn int           // of them, drawing ones
	Keeps games.RoundID // whose source stays sealed after the round (games.Keeper); 0: none
	// Hash names the round by all that happened in it: each step with its bodies
	// in the clear, then the table.
	Hash [32]byte

	table games.Table
}

// Moved is the money that a round moved for one player, by kinds of moves.
type Moved struct {
	Player   games.PlayerID
	Staked   money.Amount
	Paid     money.Amount
	Refunded money.Amount
}

// Replay folds a round's log and asks the rules for every step of it once more:
// each must be the stored one, byte for byte (G47, B23, B36). The error is
// ErrNotReplayed if one is not. Source is the round's, from its revealed seed or
// from the keyring; it may be nil for a round in which nothing was drawn.
func Replay(registry *Registry, game string, source Source, bodies Bodies, l *LoadedRound) (games.Table, error) {
	again, err := PlayAgain(registry, game, source, bodies, l)
	if err != nil {
		return nil, err
	}
	return again.table, nil
}

// PlayAgain is Replay, and tells what came of it. It reads records of every
// version and holds them to their own bytes.
func PlayAgain(registry *Registry, game string, source Source, bodies Bodies, l *LoadedRound) (*Replayed, error) {
	rules, err := registry.find(game, l.Opening.Rules)
	if err != nil {
		return nil, err
	}
	if err := sameBytes(source, l); err != nil {
		return nil, err
	}
	out, moved, sum := &Replayed{}, map[games.PlayerID]*Moved{}, sha256.New()
	r, err := foldRound(rules, bodies, l, func(r *round, stored games.Step) error {
		out.Steps++
		if stored.Drawn {
			out.Drawn++
		}
		again, err := decideAgain(r, source, stored)
		if err != nil {
			return fmt.Errorf("%w: round %d, step %d: %w", ErrNotReplayed, r.id, out.Steps, err)
		}
		if err := sameStep(rules.codec, sum, stored, again); err != nil {
			return fmt.Errorf("%w: round %d, step %d, %T", err, r.id, out.Steps, stored.Cmd.Ask)
		}
		return count(moved, stored)
	})
	if err != nil {
		return nil, err
	}
	if out.Table, err = json.Marshal(r.table); err != nil {
		return nil, err
	}
	sum.Write(out.Table)
	out.Keeps = keepsOf(r.table, games.Step{})
	if err := sameReveals(r, out.Keeps, l); err != nil {
		return nil, err
	}
	out.Hash, out.table, out.Plays = [32]byte(sum.Sum(nil)), r.table, r.plays.list()
	for _, m := range moved {
		out.Moved = append(out.Moved, *m)
	}
	slices.SortFunc(out.Moved, func(a, b Moved) int { return cmp.Compare(a.Player, b.Player) })
	return out, nil
}

// decideAgain asks the rules for a stored step, by the draws of its place.
func decideAgain(r *round, source Source, stored games.Step) (games.Step, error) {
	var draws games.Draws
	switch {
	case source != nil && (r.table.Phase() == games.Closed || stored.Drawn):
		draws = source.Draws(r.drawn + 1)
	case stored.Drawn:
		return games.Step{}, errors.New("drawn, and there is no source")
	}
	again, err := r.table.Decide(stored.Cmd, draws)
	again.Cmd = stored.Cmd
	return again, err
}

// sameStep compares two steps by their bytes, and adds them to the round's hash.
func sameStep(codec *games.Codec, sum hash.Hash, stored, again games.Step) error {
	was, err := plainStep(codec, stored)
	if err != nil {
		return err
	}
	is, err := plainStep(codec, again)
	if err != nil {
		return err
	}
	if !bytes.Equal(was, is) {
		return fmt.Errorf("%w: stored %s, by the rules %s", ErrNotReplayed, was, is)
	}
	sum.Write(was)
	return nil
}

// plainStep writes a step with all bodies in the clear, for comparing only: as
// JSON in whatever version it was stored, so that a round keeps its hash.
func plainStep(codec *games.Codec, step games.Step) ([]byte, error) {
	rec := record{
		V: jsonVersion, At: step.Cmd.At, By: step.Cmd.By, ID: &step.Cmd.ID,
		Drawn: step.Drawn, Phase: step.Phase, Then: step.Then, LandsAt: step.LandsAt,
	}
	var err error
	if rec.Ask.Type, rec.Ask.Body, err = codec.Encode(step.Cmd.Ask); err != nil {
		return nil, err
	}
	for _, event := range step.Events {
		line := recordEvent{For: event.For, Moves: event.Moves}
		if line.Type, line.Body, err = codec.Encode(event.Body); err != nil {
			return nil, err
		}
		rec.Events = append(rec.Events, line)
	}
	return json.Marshal(&rec)
}

// sameBytes holds every line of the round to the bytes that it is written with,
// and what was revealed to the source and the commitment.
func sameBytes(source Source, l *LoadedRound) error {
	records, err := roundRecords(l)
	if err != nil {
		return err
	}
	ids := map[betKey]bool{}
	for _, rec := range records {
		if rec.ID != nil {
			key := betKey{rec.By.Player, *rec.ID}
			if ids[key] {
				return fmt.Errorf("%w: round %d: player %d's id %v twice", ErrNotReplayed, l.Round, key.player, key.id)
			}
			ids[key] = true
		}
		for _, e := range rec.Events {
			var told wire.Revealed
			if e.Type != wire.EventRevealed {
				continue
			}
			if err := json.Unmarshal(e.Body, &told); err != nil {
				return fmt.Errorf("%w: %w", ErrBadRecord, err)
			}
			if k := l.Kept; k != nil && told.Round == int64(k.Round) {
				if told.Rules != k.Rules || told.Commitment != hex.EncodeToString(k.Commitment[:]) {
					return fmt.Errorf("%w: round %d reveals another source of round %d", ErrNotReplayed, l.Round, k.Round)
				}
				continue
			}
			if source == nil {
				return fmt.Errorf("%w: round %d reveals a source that was not read", ErrNotReplayed, l.Round)
			}
			if seed := source.Seed(); told.Seed != hex.EncodeToString(seed[:]) || told.Round != int64(l.Round) ||
				told.Commitment != hex.EncodeToString(l.Sealed.Commitment[:]) {
				return fmt.Errorf("%w: round %d reveals another source", ErrNotReplayed, l.Round)
			}
		}
	}
	for _, line := range l.Records {
		rec, err := decodeRecord(line.Body)
		if err != nil {
			return fmt.Errorf("line %d: %w", line.Seq, err)
		}
		body, err := rec.encode()
		if err != nil {
			return err
		}
		if !bytes.Equal(body, line.Body) {
			return fmt.Errorf("%w: line %d is not written as it is read", ErrNotReplayed, line.Seq)
		}
	}
	return nil
}

// count adds a step's moves to what each player moved.
func count(moved map[games.PlayerID]*Moved, step games.Step) error {
	for _, event := range step.Events {
		for _, m := range event.Moves {
			of := moved[m.Player]
			if of == nil {
				of = &Moved{Player: m.Player}
				moved[m.Player] = of
			}
			sum := map[games.MoveKind]*money.Amount{games.Stake: &of.Staked, games.Pay: &of.Paid, games.Refund: &of.Refunded}[m.Kind]
			if sum == nil {
				return fmt.Errorf("%w: a move of kind %d", ErrBadRecord, m.Kind)
			}
			var err error
			if *sum, err = sum.Add(m.Amount); err != nil {
				return err
			}
		}
	}
	return nil
}

// sameReveals says whether the round revealed a source of which cards are to come.
func sameReveals(r *round, keeps games.RoundID, l *LoadedRound) error {
	if keeps == 0 {
		return nil
	}
	if _, told, err := RevealedOf(l, keeps); err != nil || told {
		return errors.Join(err, fmt.Errorf("%w: round %d reveals the source of round %d, which is in use", ErrNotReplayed, r.id, keeps))
	}
	return nil
}

// Revealed is the seed that a round's own log told to everyone; false where it
// told none.
func Revealed(l *LoadedRound) (seed [32]byte, ok bool, err error) { return RevealedOf(l, l.Round) }

// RevealedOf is the seed of a round as a round's log told it to everyone: its own, or
// that of the shoe that ended with it.
func RevealedOf(l *LoadedRound, of games.RoundID) (seed [32]byte, ok bool, err error) {
	public, _, err := Recall(nil, l, 0)
	if err != nil {
		return seed, false, err
	}
	for _, event := range public {
		if event.Type != wire.EventRevealed {
			continue
		}
		var told wire.Revealed
		if err := json.Unmarshal(event.Body, &told); err != nil {
			return seed, false, fmt.Errorf("%w: %w", ErrBadRecord, err)
		}
		if told.Round != int64(of) {
			continue
		}
		raw, err := hex.DecodeString(told.Seed)
		if err != nil || len(raw) != len(seed) {
			return seed, false, fmt.Errorf("%w: round %d: no seed", ErrBadRecord, l.Round)
		}
		return [32]byte(raw), true, nil
	}
	return seed, false, nil
}

// Books is what the database says of an ended round beside its log: the sums of
// its row, of its lines in the ledger, and its players' histories.
type Books struct {
	Staked   money.Amount // stakes, those taken back included
	Returned money.Amount // payouts and refunds
	Moved    []Moved      // by player
	Plays    []Play
}

// Agrees compares a replay with the books. The error is ErrNotReplayed, and says
// where they differ.
func (r *Replayed) Agrees(b Books) error {
	var staked, returned []money.Amount
	for _, m := range r.Moved {
		staked, returned = append(staked, m.Staked), append(returned, m.Paid, m.Refunded)
	}
	in, err := money.Sum(staked...)
	if err != nil {
		return err
	}
	out, err := money.Sum(returned...)
	if err != nil {
		return err
	}
	by := func(a, b Play) int { return cmp.Compare(a.Player, b.Player) }
	mine, theirs := slices.SortedFunc(slices.Values(r.Plays), by), slices.SortedFunc(slices.Values(b.Plays), by)
	switch {
	case !slices.Equal(r.Moved, b.Moved):
		return fmt.Errorf("%w: the ledger moved %v, by the log it is %v", ErrNotReplayed, differing(b.Moved, r.Moved), differing(r.Moved, b.Moved))
	case !slices.Equal(mine, theirs):
		return fmt.Errorf("%w: the histories say %v, by the log it is %v", ErrNotReplayed, differing(theirs, mine), differing(mine, theirs))
	case in != b.Staked || out != b.Returned:
		return fmt.Errorf("%w: the round's row says %d and %d, by the log it is %d and %d", ErrNotReplayed, b.Staked, b.Returned, in, out)
	}
	return nil
}

// differing are the first few of some that are not among others.
func differing[T comparable](some, others []T) []T {
	var only []T
	for _, one := range some {
		if len(only) < 3 && !slices.Contains(others, one) {
			only = append(only, one)
		}
	}
	return only
}

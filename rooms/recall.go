package rooms

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"croupier/games"
	"croupier/server/wire"
)

// Recall is what a viewer may see of a round's log (G47): the events for
// everyone and, for a player, that player's own. Viewer 0 sees the public ones
// alone. What nobody may see yet is left out, whoever asks.
func Recall(bodies Bodies, l *LoadedRound, viewer games.PlayerID) (public, own []wire.Event, err error) {
	records, err := roundRecords(l)
	if err != nil {
		return nil, nil, err
	}
	for _, rec := range records {
		for i := range rec.Events {
			e := &rec.Events[i]
			forViewer := viewer > 0 && e.For == games.Only(viewer)
			if e.For != games.Everyone && !forViewer {
				continue
			}
			body, err := e.open(bodies, rec.Round)
			if err != nil {
				return nil, nil, err
			}
			event := wire.Event{Round: int64(rec.Round), AtMs: int64(rec.At), Type: e.Type, Body: body}
			if forViewer {
				own = append(own, event)
			} else {
				public = append(public, event)
			}
		}
	}
	return public, own, nil
}

// ErrNotReplayed says that a round's log is not what its rules make of its source.
var ErrNotReplayed = errors.New("rooms: the log does not follow from the source")

// Replay folds a round's log again and, at each drawing step, asks the rules
// once more with the draws of that place: the step they make must be the stored
// one, byte for byte (G47, B36). The error is ErrNotReplayed if it is not.
// Source is the round's, from its revealed seed or from the keyring.
func Replay(registry *Registry, game string, source Source, bodies Bodies, l *LoadedRound) (games.Table, error) {
	rules, err := registry.find(game, l.Opening.Rules)
	if err != nil {
		return nil, err
	}
	r, err := foldRound(rules, bodies, l, func(r *round, stored games.Step) error {
		if !stored.Drawn {
			return nil
		}
		again, err := r.table.Decide(stored.Cmd, source.Draws(r.drawn+1))
		if err != nil {
			return fmt.Errorf("%w: round %d, draw %d: %w", ErrNotReplayed, r.id, r.drawn+1, err)
		}
		again.Cmd = stored.Cmd
		return sameStep(rules.codec, r, stored, again)
	})
	if err != nil {
		return nil, err
	}
	return r.table, nil
}

func sameStep(codec *games.Codec, r *round, stored, again games.Step) error {
	was, err := plainStep(codec, stored)
	if err != nil {
		return err
	}
	is, err := plainStep(codec, again)
	if err != nil {
		return err
	}
	if !bytes.Equal(was, is) {
		return fmt.Errorf("%w: round %d, draw %d", ErrNotReplayed, r.id, r.drawn+1)
	}
	return nil
}

// plainStep writes a step with all bodies in the clear, for comparing only.
func plainStep(codec *games.Codec, step games.Step) ([]byte, error) {
	rec := record{
		V: recordVersion, At: step.Cmd.At, By: step.Cmd.By, ID: &step.Cmd.ID,
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

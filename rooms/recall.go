package rooms

import (
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

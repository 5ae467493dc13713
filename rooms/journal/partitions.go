package journal

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"croupier/games"
)

// The partitions that lines and bets go into are made ahead by the database's
// function make_partitions, which every node calls at start and then every ten
// minutes. What is ahead lasts lines for a day at full speed and bets for a
// month, so a night without any node costs nothing; and a batch that meets the
// end all the same has them made there and then (lane.conclude).
const (
	partitionsEvery = 10 * time.Minute
	// linesThin of what should be ahead are left when somebody ought to look: the
	// job did not run, or more is played than was thought of.
	linesThin = 0.5
	// betsThin: the month after the next must be there before this one ends.
	betsThin = 28 * 24 * time.Hour
)

// ahead is what make_partitions found before it made any.
type ahead struct {
	left, target int64       // ids of lines
	from, to     games.BetID // bet ids that have a place
}

// thin says in words whether somebody ought to look; "" if not.
func (a ahead) thin(now time.Time, first bool) string {
	var end [8]byte // a bound is no UUID, but its time stands where theirs does
	copy(end[2:], a.to[:6])
	switch {
	case !first && float64(a.left) < linesThin*float64(a.target):
		return "lines"
	case time.UnixMilli(int64(binary.BigEndian.Uint64(end[:]))).Sub(now) < betsThin:
		return "bets"
	}
	return ""
}

// placed says whether a bet id has a place in the database.
func (j *Journal) placed(id games.BetID) bool {
	if _, ok := id.Minted(); !ok {
		return false
	}
	j.place.RLock()
	defer j.place.RUnlock()
	return bytes.Compare(id[:], j.from[:]) >= 0 && bytes.Compare(id[:], j.to[:]) < 0
}

// partitions makes what is missing. The first call of a journal may find little:
// the house was closed.
func (j *Journal) partitions(ctx context.Context) error {
	var a ahead
	var from, to [16]byte
	err := j.cfg.DB.QueryRow(ctx, `select bets_from,bets_to,lines_left,lines_target from make_partitions()`).Scan(&from, &to, &a.left, &a.target)
	if err != nil {
		return fmt.Errorf("journal: partitions: %w", err)
	}
	a.from, a.to = from, to
	j.place.Lock()
	first := j.to == games.BetID{}
	j.from, j.to = a.from, a.to
	j.place.Unlock()
	j.metrics.LinesLeft.Set(float64(a.left))
	if what := a.thin(time.Now(), first); what != "" {
		j.cfg.Log.Warn().Str("of", what).Int64("linesLeft", a.left).Int64("linesTarget", a.target).
			Msg("few partitions were left ahead; more are made now")
	}
	return nil
}

func (j *Journal) keepPartitions(ctx context.Context) {
	t := time.NewTicker(partitionsEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if err := j.partitions(ctx); err != nil && ctx.Err() == nil {
				j.cfg.Log.Error().Err(err).Msg("partitions could not be made; the next try is in ten minutes")
			}
		}
	}
}

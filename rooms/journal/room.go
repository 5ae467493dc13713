package journal

import (
	"context"
	"errors"
	"fmt"

	"croupier/games"
	"croupier/wallet/money"
)

// RoomConfig is a room as the configuration has it.
type RoomConfig struct {
	ID       games.RoomID
	Name     string
	Game     string
	Rules    int
	Options  []byte
	Currency money.Currency
}

// ErrOtherRoom says that the database has a room of another game or currency
// under that id.
var ErrOtherRoom = errors.New("journal: the room is of another game or currency")

// EnsureRoom makes a room's row, or brings name, rules and options up to date:
// rounds that open later get them. Game and currency stay: ErrOtherRoom.
func (j *Journal) EnsureRoom(ctx context.Context, c RoomConfig) error {
	tag, err := j.cfg.DB.Exec(ctx, `insert into rooms(id,name,game,rules,options,currency) values($1,$2,$3,$4,$5,$6)
on conflict (id) do update set name=excluded.name, rules=excluded.rules, options=excluded.options
where rooms.game=excluded.game and rooms.currency=excluded.currency and rooms.seat is null`,
		int64(c.ID), c.Name, c.Game, c.Rules, notNil(c.Options), int16(c.Currency))
	if err != nil {
		return fmt.Errorf("journal: room %d: %w", c.ID, err)
	}
	if tag.RowsAffected() == 0 {
		return fmt.Errorf("%w: %d", ErrOtherRoom, c.ID)
	}
	j.currencies.Store(c.ID, c.Currency)
	return nil
}

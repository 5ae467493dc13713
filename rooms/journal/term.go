package journal

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"croupier/games"
	"croupier/store"
)

// Who owns a room. Every change raises the room's term under the lock of its
// row, behind the batches under way; whoever wrote with an older term finds it
// gone. Nodes are locked before rooms (see wallet).

// Terms are the rooms that a node has come to own, and their terms.
type Terms map[games.RoomID]int64

// Claim takes, of the rooms named, those that nobody owns and those of nodes
// that are dead or whose lease is over. The node's own stay as they are. A room
// that another claims at the same time goes to one of them (B27).
func (n *Node) Claim(ctx context.Context, ids ...games.RoomID) (Terms, error) {
	return n.take(ctx, `id=any($1::int8[])`, ints(ids))
}

// TakeOver takes every room of nodes that are dead or whose lease is over.
// Rooms that nobody owns stay so.
func (n *Node) TakeOver(ctx context.Context) (Terms, error) {
	return n.take(ctx, `node is not null and $1::int8[] is null`, nil)
}

func ints(ids []games.RoomID) []int64 {
	out := make([]int64, len(ids))
	for i, id := range ids {
		out[i] = int64(id)
	}
	return out
}

func (n *Node) take(ctx context.Context, which string, ids []int64) (Terms, error) {
	if err := n.alive(); err != nil {
		return nil, err
	}
	var taken Terms
	err := store.InTx(ctx, n.db, func(tx pgx.Tx) error {
		dead, err := n.bury(ctx, tx, which, ids)
		if err != nil {
			return err
		}
		taken, err = n.raise(ctx, tx, which, ids, dead)
		return err
	})
	if errors.Is(err, store.ErrCommitUnknown) {
		return n.taken(ctx, taken)
	}
	if err != nil {
		return nil, fmt.Errorf("journal: take rooms: %w", err)
	}
	return taken, nil
}

// bury locks the owners whose time is over, in order, and declares them dead. A
// renewal that was quicker is seen after the wait, and its node left alone.
func (n *Node) bury(ctx context.Context, tx pgx.Tx, which string, ids []int64) ([]int64, error) {
	rows, err := tx.Query(ctx, `select id from nodes
where id in (select node from rooms where `+which+`) and id<>$2 and (dead or expires_at<clock_timestamp())
order by id for no key update`, ids, n.id)
	if err != nil {
		return nil, err
	}
	dead, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(dead) == 0 {
		return nil, err
	}
	_, err = tx.Exec(ctx, `update nodes set dead=true where id=any($1::int8[]) and not dead`, dead)
	return dead, err
}

// raise locks the rooms, in order, which waits for batches under way, and raises
// the terms of those that are free by then; a node that was declared dead
// meanwhile gets none.
func (n *Node) raise(ctx context.Context, tx pgx.Tx, which string, ids, dead []int64) (Terms, error) {
	free := `(node is null or node=any($2::int8[]))`
	if _, err := tx.Exec(ctx, `select 1 from rooms where `+which+` and `+free+` order by id for no key update`, ids, dead); err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `update rooms set node=$3, term=term+1 where `+which+` and `+free+`
and exists(select 1 from nodes where id=$3 and not dead) returning id,term`, ids, dead, n.id)
	if err != nil {
		return nil, err
	}
	taken := Terms{}
	var id games.RoomID
	var term int64
	_, err = pgx.ForEachRow(rows, []any{&id, &term}, func() error { taken[id] = term; return nil })
	return taken, err
}

// taken settles an unknown COMMIT of take: behind the rooms' locks, a room is
// the node's in that term, or it is not.
func (n *Node) taken(ctx context.Context, want Terms) (Terms, error) {
	ids := make([]games.RoomID, 0, len(want))
	for id := range want {
		ids = append(ids, id)
	}
	got := Terms{}
	err := pgx.BeginFunc(ctx, n.db, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `select id,term,coalesce(node,0) from rooms where id=any($1::int8[]) order by id for no key update`, ints(ids))
		if err != nil {
			return err
		}
		var id games.RoomID
		var term, node int64
		_, err = pgx.ForEachRow(rows, []any{&id, &term, &node}, func() error {
			if node == n.id && term == want[id] {
				got[id] = term
			}
			return nil
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("journal: take rooms: %w", err)
	}
	return got, nil
}

// Release gives a room up, so that another node takes it at once: for draining,
// and before a room whose step failed is claimed again. Its loop has stopped.
// The term is raised, so that nothing of ours can follow. Of a room that is no
// longer ours in that term, nothing changes.
func (n *Node) Release(ctx context.Context, room games.RoomID, term int64) error {
	_, err := n.db.Exec(ctx, `update rooms set node=null, term=term+1 where id=$1 and node=$2 and term=$3`, int64(room), n.id, term)
	if err != nil {
		return fmt.Errorf("journal: release room %d: %w", room, err)
	}
	return nil
}

// Alone declares every other node dead at once. Only a server that holds the
// lock of the data folder of its embedded PostgreSQL may call it: nobody else
// can be alive then. It says how many there were.
func (n *Node) Alone(ctx context.Context) (int, error) {
	tag, err := n.db.Exec(ctx, `with others as (select id from nodes where id<>$1 and not dead order by id for no key update)
update nodes set dead=true where id in (select id from others)`, n.id)
	if err != nil {
		return 0, fmt.Errorf("journal: alone: %w", err)
	}
	return int(tag.RowsAffected()), nil
}

package history

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

// leaf is a partition: its name, its bounds as SQL, and the first key past it.
type leaf struct {
	name     string
	from, to string
	past     int64
}

// crew is who fills tables: each on a connection of its own, all at once.
type crew struct {
	ctx   context.Context
	db    opener
	group *errgroup.Group
}

// opener opens connections of the database's owner.
type opener interface {
	Owner(ctx context.Context) (*pgx.Conn, error)
}

// settings let a connection write rows that are right already: no trigger fires,
// nothing waits for the disk.
var settings = []string{
	"set session_replication_role=replica", "set synchronous_commit=off", "set maintenance_work_mem='512MB'",
	"set max_parallel_maintenance_workers=1",
}

// open is a connection on which some statements were run.
func (c *crew) open(sql ...string) (*pgx.Conn, error) {
	conn, err := c.db.Owner(c.ctx)
	if err != nil {
		return nil, err
	}
	if err := run(c.ctx, conn, append(settings, sql...)...); err != nil {
		_ = conn.Close(context.WithoutCancel(c.ctx))
		return nil, err
	}
	return conn, nil
}

func run(ctx context.Context, conn *pgx.Conn, sql ...string) error {
	for _, s := range sql {
		if _, err := conn.Exec(ctx, s); err != nil {
			return fmt.Errorf("history: %.80s: %w", s, err)
		}
	}
	return nil
}

// send ends a stream in the background, runs what follows it, and closes the
// connection. A failure ends the crew.
func (c *crew) send(conn *pgx.Conn, s *stream, after ...string) {
	c.group.Go(func() error {
		defer func() { _ = conn.Close(context.WithoutCancel(c.ctx)) }()
		if err := s.finish(); err != nil {
			return err
		}
		return run(c.ctx, conn, after...)
	})
}

func (c *crew) fail(err error) { c.group.Go(func() error { return err }) }

// leaves fills the partitions of a table, one after the other. Each is made
// anew, filled without indexes, and attached, which builds them: while one is
// attached the next one is filled.
type leaves struct {
	*crew
	parent  string
	columns string
	next    []leaf

	cur    leaf
	conn   *pgx.Conn
	stream *stream
	filled int64
}

// at is the stream for a key. Keys never run back over a bound.
func (l *leaves) at(key int64) *stream {
	if l.stream == nil || key >= l.cur.past {
		l.turn(key)
	}
	return l.stream
}

// turn hands the partition over to be attached and opens the one of the key.
// After a failure rows go nowhere.
func (l *leaves) turn(key int64) {
	l.release()
	for len(l.next) > 0 && key >= l.next[0].past {
		l.next = l.next[1:]
	}
	if len(l.next) == 0 {
		l.cur, l.stream = leaf{past: 1<<63 - 1}, deadStream()
		l.fail(fmt.Errorf("history: %s has no partition for %d", l.parent, key))
		return
	}
	l.cur = l.next[0]
	var err error
	l.conn, err = l.open("begin", fmt.Sprintf("create table %s (like %s including defaults including constraints)", l.cur.name, l.parent))
	if err != nil {
		l.cur, l.stream = leaf{past: 1<<63 - 1}, deadStream()
		l.fail(err)
		return
	}
	l.stream = newStream(l.ctx, l.conn, l.cur.name, l.columns, true)
}

// release attaches the partition under way, in the background.
func (l *leaves) release() {
	if l.conn == nil {
		return
	}
	l.filled += l.stream.rows
	l.send(l.conn, l.stream, fmt.Sprintf("alter table %s attach partition %s for values from (%s) to (%s)",
		l.parent, l.cur.name, l.cur.from, l.cur.to), "commit")
	l.conn, l.stream = nil, nil
}

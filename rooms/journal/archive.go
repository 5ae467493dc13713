package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
)

// Old months of bets can be taken out of the database: ids that are more than a
// day off are refused at the door, so no id of an old month can ever be asked for
// again, and (player, id) stays unique without them. Nothing else refers to them:
// the money is in the lines, the rounds are in the logs. By default all are kept.
//
//	in bets ──► file whole, hashed ──► detached ──► dropped
//	             state 1                state 2      state 3
//
// Each arrow may be the last thing that happens; the next run goes on there.

// KeepMonthsMin is the least number of whole months that stay: the last one and
// the running one still take ids.
const KeepMonthsMin = 2

// ErrArchive says that a file is not what it was when it was written.
var ErrArchive = errors.New("journal: an archive is not what it was")

// Archive is one month of bets in a file, as COPY writes it: text, a row a line,
// the columns in the order of the table.
type Archive struct {
	Name   string `json:"name"` // of the partition
	File   string `json:"file"` // below the archives' folder
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	Digest string `json:"sha256"` // of the file
	State  int    `json:"state"`
}

// Archives are all there are, by month.
func Archives(ctx context.Context, conn *pgx.Conn) ([]Archive, error) {
	rows, err := conn.Query(ctx, `select name,file,rows,bytes,encode(digest,'hex'),state from archives order by name`)
	if err != nil {
		return nil, fmt.Errorf("journal: archives: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Archive])
}

// ArchiveBets takes the months of bets out that ended more than keep whole months
// before the running one (at least KeepMonthsMin), into files of a folder, and
// returns what it did. conn is the owner's; it runs beside servers, which wait for
// none of it. It may be cut off anywhere and begun again.
func ArchiveBets(ctx context.Context, conn *pgx.Conn, folder string, keep int) ([]Archive, error) {
	if keep < KeepMonthsMin {
		return nil, fmt.Errorf("journal: %d months of bets cannot be enough: the least is %d", keep, KeepMonthsMin)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("journal: archives: %w", err)
	}
	// One at a time, until the connection ends.
	if _, err := conn.Exec(ctx, `select pg_advisory_lock(hashtext('croupier.archive'))`); err != nil {
		return nil, fmt.Errorf("journal: archives: %w", err)
	}
	defer func() {
		_, _ = conn.Exec(context.WithoutCancel(ctx), `select pg_advisory_unlock(hashtext('croupier.archive'))`)
	}()
	names, err := oldMonths(ctx, conn, keep)
	if err != nil {
		return nil, err
	}
	var done []Archive
	for _, name := range names {
		a, err := archiveMonth(ctx, conn, folder, name)
		if err != nil {
			return done, fmt.Errorf("journal: archive %s: %w", name, err)
		}
		done = append(done, a)
	}
	return done, nil
}

// oldMonths are those that are part of bets and too old, and those whose archive
// is not finished.
func oldMonths(ctx context.Context, conn *pgx.Conn, keep int) ([]string, error) {
	rows, err := conn.Query(ctx, `select c.relname::text as name from pg_inherits i join pg_class c on c.oid=i.inhrelid
where i.inhparent='bets'::regclass and c.relname ~ '^bets_\d{4}_\d\d$'
  and to_date(right(c.relname,7),'YYYY_MM') < date_trunc('month',clock_timestamp() at time zone 'UTC') - make_interval(months => $1)
union select name from archives where state<3 order by name`, keep)
	if err != nil {
		return nil, fmt.Errorf("journal: archives: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func archiveMonth(ctx context.Context, conn *pgx.Conn, folder, name string) (Archive, error) {
	a, err := readArchive(ctx, conn, name)
	if err != nil {
		return a, err
	}
	if a.State == 0 {
		if a, err = export(ctx, conn, folder, name); err != nil {
			return a, err
		}
	}
	if a.State == 1 {
		// What is about to leave the database must be on the disk as it was read.
		if err := a.Check(folder); err != nil {
			return a, err
		}
		if err := detach(ctx, conn, name); err != nil {
			return a, err
		}
		if a.State, err = 2, setState(ctx, conn, name, 2); err != nil {
			return a, err
		}
	}
	if a.State == 2 {
		if _, err := conn.Exec(ctx, `drop table if exists `+pgx.Identifier{name}.Sanitize()); err != nil {
			return a, err
		}
		a.State, err = 3, setState(ctx, conn, name, 3)
	}
	return a, err
}

func readArchive(ctx context.Context, conn *pgx.Conn, name string) (a Archive, err error) {
	a.Name = name
	err = conn.QueryRow(ctx, `select file,rows,bytes,encode(digest,'hex'),state from archives where name=$1`, name).
		Scan(&a.File, &a.Rows, &a.Bytes, &a.Digest, &a.State)
	if errors.Is(err, pgx.ErrNoRows) {
		return a, nil
	}
	return a, err
}

func setState(ctx context.Context, conn *pgx.Conn, name string, state int) error {
	_, err := conn.Exec(ctx, `update archives set state=$2 where name=$1`, name, state)
	return err
}

// export writes the month to a file, syncs it, and only then puts it down.
func export(ctx context.Context, conn *pgx.Conn, folder, name string) (Archive, error) {
	a := Archive{Name: name, File: name + ".copy", State: 1}
	path := filepath.Join(folder, a.File)
	f, err := os.OpenFile(path+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return a, err
	}
	w := &hashed{w: f, sum: sha256.New()}
	tag, err := conn.PgConn().CopyTo(ctx, w, `copy (select * from `+pgx.Identifier{name}.Sanitize()+` order by bet_id,player) to stdout`)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return a, err
	}
	if err := errors.Join(os.Rename(path+".part", path), syncFolder(folder)); err != nil {
		return a, err
	}
	a.Rows, a.Bytes, a.Digest = tag.RowsAffected(), w.n, hex.EncodeToString(w.sum.Sum(nil))
	month, err := time.Parse("bets_2006_01", name)
	if err != nil {
		return a, err
	}
	_, err = conn.Exec(ctx, `insert into archives(name,file,rows,bytes,digest,from_id,to_id) values($1,$2,$3,$4,$5,uuid_at($6),uuid_at($7))`,
		name, a.File, a.Rows, a.Bytes, w.sum.Sum(nil), month, month.AddDate(0, 1, 0))
	return a, err
}

// detach takes the month out of bets; it waits for those who read it and lets
// nobody wait. One that was cut off in the middle is finished.
func detach(ctx context.Context, conn *pgx.Conn, name string) error {
	var pending *bool
	err := conn.QueryRow(ctx, `select (select inhdetachpending from pg_inherits where inhrelid=to_regclass($1) and inhparent='bets'::regclass)`, name).Scan(&pending)
	if err != nil || pending == nil {
		return err
	}
	how := "concurrently"
	if *pending {
		how = "finalize"
	}
	_, err = conn.Exec(ctx, `alter table bets detach partition `+pgx.Identifier{name}.Sanitize()+` `+how)
	return err
}

// Check reads the archive's file again: ErrArchive if it is not what was written.
func (a Archive) Check(folder string) error {
	f, err := os.Open(filepath.Join(folder, a.File))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrArchive, err)
	}
	defer func() { _ = f.Close() }()
	w := &hashed{w: io.Discard, sum: sha256.New()}
	if _, err := io.Copy(w, f); err != nil {
		return fmt.Errorf("%w: %w", ErrArchive, err)
	}
	if got := hex.EncodeToString(w.sum.Sum(nil)); got != a.Digest || w.n != a.Bytes {
		return fmt.Errorf("%w: %s has %d bytes with the hash %s, and had %d with %s", ErrArchive, a.File, w.n, got, a.Bytes, a.Digest)
	}
	return nil
}

func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// hashed counts and hashes what goes through.
type hashed struct {
	w   io.Writer
	sum hash.Hash
	n   int64
}

func (h *hashed) Write(p []byte) (int, error) {
	n, err := h.w.Write(p)
	h.sum.Write(p[:n])
	h.n += int64(n)
	return n, err
}

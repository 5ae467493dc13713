package history

import (
	"context"
	"errors"

	"croupier/store"
	"croupier/store/embedded"
)

// fillSettings let a new table's rows go to the disk once, and not to the WAL as
// well; the folder's next start has the server's own settings again.
var fillSettings = []string{"wal_level=minimal", "max_wal_senders=0", "max_wal_size=8GB", "checkpoint_timeout=30min", "autovacuum=off"}

// Make fills the embedded database of a data folder, which may be new, and stops
// it again: whoever starts on the folder finds an old house.
func Make(ctx context.Context, pg embedded.Config, cfg Config) (filled Filled, err error) {
	pg.Settings = append(pg.Settings, fillSettings...)
	server, err := embedded.Start(ctx, pg)
	if err != nil {
		return filled, err
	}
	defer func() { err = errors.Join(err, server.Stop(context.WithoutCancel(ctx))) }()
	db, err := store.Open(ctx, store.Config{URL: server.URL(), AppURL: server.AppURL(), TestUnsafe: pg.TestNoSync})
	if err != nil {
		return filled, err
	}
	defer db.Close()
	return Fill(ctx, db, cfg)
}

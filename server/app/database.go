package app

import (
	"context"
	"errors"
	"path/filepath"

	"croupier/server/config"
	"croupier/store"
	"croupier/store/embedded"
)

// lookersMax bounds the connections of a program that only looks.
const lookersMax = 4

// npmFolders are where the pages' packages bring a PostgreSQL for machines that
// have none, seen from the checkout and from the binary's place in bin/.
var npmFolders = []string{"web/node_modules", "../web/node_modules"}

// database is PostgreSQL, opened: a server of somebody's, or a child of ours.
type database struct {
	*store.DB
	child *embedded.Server // nil with DATABASE_URL
}

// openDatabase starts or reaches PostgreSQL, checks it and migrates. Its errors
// are one line each.
func openDatabase(ctx context.Context, cfg config.Store, poolMax int32, say func(string)) (*database, error) {
	if !cfg.Embedded() {
		db, err := store.Open(ctx, store.Config{URL: cfg.DatabaseURL, PoolMax: poolMax})
		if err != nil {
			return nil, err
		}
		return &database{DB: db}, nil
	}
	child, err := embedded.Start(ctx, embedded.Config{Dir: cfg.Data, BinDir: cfg.PGBin, SearchDirs: npmFolders, Progress: say})
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, store.Config{URL: child.URL(), AppURL: child.AppURL(), PoolMax: poolMax})
	if err != nil {
		return nil, errors.Join(err, child.Stop(context.WithoutCancel(ctx)))
	}
	return &database{DB: db, child: child}, nil
}

// lookAt opens the database for a program that only looks: beside the server
// that is running on the folder, or alone.
func lookAt(ctx context.Context, cfg config.Store) (*database, error) {
	db, err := openDatabase(ctx, cfg, lookersMax, nil)
	var running *embedded.RunningError
	if !errors.As(err, &running) {
		return db, err
	}
	there, err := embedded.Attach(cfg.Data)
	if err != nil {
		return nil, err
	}
	beside, err := store.Open(ctx, store.Config{URL: there.URL(), AppURL: there.AppURL(), PoolMax: lookersMax})
	if err != nil {
		return nil, err
	}
	return &database{DB: beside}, nil
}

// alone says that no other server can be on this database.
func (d *database) alone() bool { return d.child != nil }

// died is closed when the child has ended; it never is with DATABASE_URL.
func (d *database) died() <-chan struct{} {
	if d.child == nil {
		return nil
	}
	return d.child.Died()
}

// close closes the pool and stops the child, last of all.
func (d *database) close(ctx context.Context) error {
	d.Close()
	if d.child == nil {
		return nil
	}
	return d.child.Stop(ctx)
}

// keyFolder is where the keys lie: apart from the database's folder.
func keyFolder(cfg config.Store) string {
	if cfg.Keyring != "" {
		return cfg.Keyring
	}
	return filepath.Join(cfg.Data, "keys")
}

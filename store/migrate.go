package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// The folder holds all of the schema (see its README); embedding the folder and
// not a pattern builds with any number of files in it.
//
//go:embed migrations
var migrations embed.FS

// Two nodes may start at once: the second looks again every second, for as long
// as the longest migration may take.
const (
	lockEverySec = 1
	lockTries    = 600
)

func migrate(ctx context.Context, owner *pgx.ConnConfig) error {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return migrateFrom(ctx, owner, folder)
}

func migrateFrom(ctx context.Context, owner *pgx.ConnConfig, folder fs.FS) (err error) {
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(lockEverySec, lockTries))
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	db := stdlib.OpenDB(*owner.Copy())
	defer func() { err = errors.Join(err, db.Close()) }()
	p, err := goose.NewProvider(goose.DialectPostgres, db, folder,
		goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if errors.Is(err, goose.ErrNoMigrations) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("store: reading the migrations: %w", err)
	}
	if err := refuseNewer(ctx, p); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("store: migrating the schema: %w", redacted(err))
	}
	return nil
}

// refuseNewer stops a server that is older than its database: it would serve a
// schema that it does not know.
func refuseNewer(ctx context.Context, p *goose.Provider) error {
	current, target, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("store: reading the schema's version: %w", redacted(err))
	}
	if current > target {
		return fmt.Errorf("store: the database's schema is at %d, this server knows it up to %d: use a newer server",
			current, target)
	}
	return nil
}

// SchemaNames lists the migrations of this build, in order.
func SchemaNames() ([]string, error) {
	return fs.Glob(migrations, "migrations/*.sql")
}

// Schema is the text of one of SchemaNames.
func Schema(name string) ([]byte, error) { return migrations.ReadFile(name) }

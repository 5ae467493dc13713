package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// AppRole is the database role that serves. Migrations grant to it by name.
const AppRole = "croupier_app"

// Config says how to reach the database.
type Config struct {
	// URL is the owner's connection string: it migrates.
	URL string
	// AppURL is a connection string that logs in as AppRole. Empty: the pool
	// connects by URL, and each connection gives up its rights by SET ROLE.
	AppURL string
	// PoolMax bounds the serving connections (default 16), PoolMin is how many
	// are kept open (default 2).
	PoolMax, PoolMin int32
	// Migrated says that the schema is known to be there, as in a copy of a
	// migrated database: Open then runs no migration.
	Migrated bool
	// TestUnsafe lets a server with fsync off pass. Tests only: such a server
	// loses acknowledged bets with its power.
	TestUnsafe bool
}

const (
	poolMaxDefault = 16
	poolMinDefault = 2
	connectTimeout = 5 * time.Second
)

// DB is an open database. Its methods may be called concurrently.
type DB struct {
	// App is the pool of the serving role.
	App *pgxpool.Pool

	owner *pgx.ConnConfig
}

// Open checks the server, makes the serving role, runs the migrations and opens
// the pool. Its errors are one line each and hold no password. Several nodes
// may open one database at the same time.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	owner, err := parse(cfg.URL)
	if err != nil {
		return nil, err
	}
	if err := prepare(ctx, owner, cfg); err != nil {
		return nil, err
	}
	pool, err := openPool(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return &DB{App: pool, owner: owner}, nil
}

// prepare does the owner's part: everything before the pool.
func prepare(ctx context.Context, owner *pgx.ConnConfig, cfg Config) error {
	conn, err := connect(ctx, owner)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if err := CheckVersion(ctx, conn); err != nil {
		return err
	}
	if err := CheckDurable(ctx, conn, cfg.TestUnsafe); err != nil {
		return err
	}
	if err := ensureRole(ctx, conn, cfg.AppURL != ""); err != nil {
		return err
	}
	if cfg.Migrated {
		return nil
	}
	return migrate(ctx, owner)
}

func openPool(ctx context.Context, cfg Config) (*pgxpool.Pool, error) {
	url := cfg.AppURL
	if url == "" {
		url = cfg.URL
	}
	pc, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("store: the serving connection string is not one of PostgreSQL's: %w", redacted(err))
	}
	pc.MaxConns = orDefault(cfg.PoolMax, poolMaxDefault)
	pc.MinConns = min(orDefault(cfg.PoolMin, poolMinDefault), pc.MaxConns)
	pc.ConnConfig.ConnectTimeout = connectTimeout
	pc.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheStatement
	pc.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		register(conn.TypeMap())
		if cfg.AppURL != "" {
			return nil
		}
		_, err := conn.Exec(ctx, "set role "+AppRole)
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, fmt.Errorf("store: %w", redacted(err))
	}
	if err := checkServing(ctx, pool, cfg.TestUnsafe); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

// checkServing looks at a connection as the server will use it: a role or a
// database may have settings of its own, and a role more rights than it should.
func checkServing(ctx context.Context, pool *pgxpool.Pool, unsafe bool) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("store: no serving connection as %s: %w", AppRole, redacted(err))
	}
	defer conn.Release()
	if err := CheckDurable(ctx, conn.Conn(), unsafe); err != nil {
		return err
	}
	var role string
	var super bool
	err = conn.QueryRow(ctx, `select current_user::text, rolsuper from pg_roles where rolname=current_user`).Scan(&role, &super)
	if err != nil {
		return fmt.Errorf("store: asking for the serving role: %w", err)
	}
	if role != AppRole || super {
		return fmt.Errorf("store: serving as %q, which must be %s and no superuser", role, AppRole)
	}
	return nil
}

// Owner opens a connection of the owner, for work that the serving role may not
// do (partitions, checks). The caller closes it.
func (db *DB) Owner(ctx context.Context) (*pgx.Conn, error) {
	return connect(ctx, db.owner)
}

// Close closes the pool and waits for the connections that are in use.
func (db *DB) Close() { db.App.Close() }

func parse(url string) (*pgx.ConnConfig, error) {
	if url == "" {
		return nil, errors.New("store: no database is named")
	}
	cc, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("store: the connection string is not one of PostgreSQL's: %w", redacted(err))
	}
	cc.ConnectTimeout = connectTimeout
	return cc, nil
}

func connect(ctx context.Context, cc *pgx.ConnConfig) (*pgx.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, cc.Copy())
	if err != nil {
		return nil, fmt.Errorf("store: PostgreSQL at %s:%d, database %q, does not let us in: %w",
			cc.Host, cc.Port, cc.Database, redacted(err))
	}
	return conn, nil
}

func orDefault(n, otherwise int32) int32 {
	if n > 0 {
		return n
	}
	return otherwise
}

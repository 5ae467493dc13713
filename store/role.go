package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const roleLock int64 = 0x726f6c65 // "role"

// ensureRole makes the serving role before the migrations grant to it. login
// says that the pool logs in as the role; otherwise the owner must be able to
// become it.
func ensureRole(ctx context.Context, conn *pgx.Conn, login bool) (err error) {
	// Two nodes that start at once must not change one role together: the second
	// would get "tuple concurrently updated".
	if _, err := conn.Exec(ctx, "select pg_advisory_lock($1)", roleLock); err != nil {
		return fmt.Errorf("store: waiting for the role %s: %w", AppRole, err)
	}
	defer func() {
		_, unlockErr := conn.Exec(ctx, "select pg_advisory_unlock($1)", roleLock)
		err = errors.Join(err, unlockErr)
	}()
	var exists, canLogin bool
	err = conn.QueryRow(ctx, `select count(*)=1, coalesce(bool_or(rolcanlogin),false) from pg_roles where rolname=$1`,
		AppRole).Scan(&exists, &canLogin)
	if err != nil {
		return fmt.Errorf("store: looking for the role %s: %w", AppRole, err)
	}
	if !exists {
		if err := createRole(ctx, conn, login); err != nil {
			return err
		}
	}
	if login {
		if exists && !canLogin {
			if _, err := conn.Exec(ctx, "alter role "+AppRole+" login"); err != nil {
				return fmt.Errorf("store: the role %s must be allowed to log in: %w", AppRole, err)
			}
		}
		return nil
	}
	return becomeRole(ctx, conn)
}

func createRole(ctx context.Context, conn *pgx.Conn, login bool) error {
	kind := "nologin"
	if login {
		kind = "login"
	}
	_, err := conn.Exec(ctx, "create role "+AppRole+" "+kind+" nosuperuser nocreatedb nocreaterole")
	switch sqlState(err) {
	case "42710", "23505": // another node was quicker
		return nil
	case "42501":
		return fmt.Errorf("store: the role %[1]s is missing and %[2]s may not create it: "+
			"run as a superuser: create role %[1]s nologin; grant %[1]s to %[2]s", AppRole, conn.Config().User)
	}
	if err != nil {
		return fmt.Errorf("store: creating the role %s: %w", AppRole, err)
	}
	return nil
}

// becomeRole makes sure that SET ROLE works, by doing it: the rules for who may
// have changed between versions of PostgreSQL.
func becomeRole(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "set role "+AppRole)
	if sqlState(err) == "42501" {
		if _, err = conn.Exec(ctx, "grant "+AppRole+" to current_user"); err == nil {
			_, err = conn.Exec(ctx, "set role "+AppRole)
		}
	}
	if err != nil {
		return fmt.Errorf("store: %[2]s may not serve as %[1]s (%[3]w): run as a superuser: grant %[1]s to %[2]s",
			AppRole, conn.Config().User, err)
	}
	if _, err := conn.Exec(ctx, "reset role"); err != nil {
		return fmt.Errorf("store: giving the role %s back: %w", AppRole, err)
	}
	return nil
}

// sqlState is the SQLSTATE of a server's answer, "" if it is none.
func sqlState(err error) string {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return pe.Code
	}
	return ""
}

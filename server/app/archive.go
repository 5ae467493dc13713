package app

import (
	"context"
	"errors"
	"path/filepath"

	"croupier/rooms/journal"
	"croupier/server/config"
)

// archiveFolder is where old records lie: beside the database, to be copied to
// where copies are kept.
func archiveFolder(cfg config.Store) string { return filepath.Join(cfg.Data, "archive") }

// ArchiveBets takes the months of bets out of the database that ended more than
// keep whole months before this one, beside a server that is running or alone.
func ArchiveBets(ctx context.Context, cfg config.Store, keep int) (done []journal.Archive, err error) {
	db, err := lookAt(ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.close(context.WithoutCancel(ctx))) }()
	owner, err := db.Owner(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = owner.Close(context.WithoutCancel(ctx)) }()
	return journal.ArchiveBets(ctx, owner, archiveFolder(cfg), keep)
}

// CheckArchives reads all archives again, and says by their names which of them
// are not what they were. The error says that it could not look.
func CheckArchives(ctx context.Context, cfg config.Store) (all []journal.Archive, wrong map[string]error, err error) {
	db, err := lookAt(ctx, cfg)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, db.close(context.WithoutCancel(ctx))) }()
	owner, err := db.Owner(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = owner.Close(context.WithoutCancel(ctx)) }()
	if all, err = journal.Archives(ctx, owner); err != nil {
		return nil, nil, err
	}
	wrong = map[string]error{}
	for _, a := range all {
		if err := a.Check(archiveFolder(cfg)); err != nil {
			wrong[a.Name] = err
		}
	}
	return all, wrong, nil
}

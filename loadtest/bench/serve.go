package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
	"github.com/rs/zerolog"

	"croupier/loadtest/naive"
	"croupier/rooms"
	"croupier/rooms/journal"
	"croupier/server/app"
	"croupier/server/config"
	"croupier/store"
	"croupier/wallet/money"
)

// serveWord is the first argument of the process that is the server whose
// sockets are measured. Its environment is the server's; how it commits stands
// in the variables below.
const serveWord = "serve"

const (
	workersVariable = "CROUPIER_BENCH_WORKERS" // 0: the journal; else one transaction per bet, by so many workers
	houseVariable   = "CROUPIER_BENCH_HOUSE"   // 1: every bet updates the house's row as well
	profileVariable = "CROUPIER_BENCH_PROFILE" // file for a profile from SIGUSR1 on; empty: none
)

// actEvery lets a connection act as fast as it is answered: what is measured is
// the server, not the pace that it grants a person.
const actEvery = 100 * time.Microsecond

// serve is the server as `croupier serve` opens it, but for the pace of acts, and
// for the journal where one transaction per bet stands in front of it.
func serve(ctx context.Context, stdout, stderr io.Writer) int {
	var cfg config.Serve
	parser, err := kong.New(&cfg, kong.Name("bench serve"))
	if err == nil {
		_, err = parser.Parse(nil)
	}
	if err == nil {
		err = serveAs(ctx, cfg, stderr)
	}
	if err != nil {
		fmt.Fprintln(stderr, "bench serve:", err)
		return exitError
	}
	return exitFine
}

func serveAs(ctx context.Context, cfg config.Serve, stderr io.Writer) error {
	build := app.Build{Version: "bench", ActEvery: actEvery}
	workers, err := strconv.Atoi(os.Getenv(workersVariable))
	if err != nil {
		return err
	}
	if workers > 0 {
		build.Journal = func(ctx context.Context, db *store.DB, j *journal.Journal) (rooms.Journal, func(), error) {
			return eachByItself(ctx, db, j, workers, os.Getenv(houseVariable) == "1")
		}
	}
	s, err := app.New(ctx, cfg, build, zerolog.New(stderr).Level(zerolog.ErrorLevel), func(string) {})
	if err != nil {
		return err
	}
	stop := profileWhenAsked(ctx, os.Getenv(profileVariable))
	err = s.Run(ctx)
	return errors.Join(err, stop())
}

// profileWhenAsked profiles this process into a file from SIGUSR1 on, so that
// how a server starts is not in its profile.
func profileWhenAsked(ctx context.Context, file string) (stop func() error) {
	if file == "" {
		return func() error { return nil }
	}
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGUSR1)
	ended := make(chan error, 1)
	go func() { // stop waits for it
		select {
		case <-ctx.Done():
			ended <- nil
			return
		case <-asked:
		}
		end, err := startProfile(file)
		if err == nil {
			<-ctx.Done()
			err = end()
		}
		ended <- err
	}()
	return func() error { return <-ended }
}

// eachByItself stands before the journal and commits every bet in a transaction
// of its own.
func eachByItself(ctx context.Context, db *store.DB, rest *journal.Journal, workers int, house bool) (rooms.Journal, func(), error) {
	owner, err := db.Owner(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = owner.Close(context.WithoutCancel(ctx)) }()
	if err := naive.Schema(ctx, owner, store.AppRole); err != nil {
		return nil, nil, err
	}
	j, err := naive.NewJournal(ctx, naive.Config{DB: db.App, Rest: rest, Workers: workers, House: house, Currency: money.FUN, Funds: funds})
	if err != nil {
		return nil, nil, err
	}
	return j, j.Stop, nil
}

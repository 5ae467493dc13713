package wallet

import (
	"context"
	"sync"
	"time"

	"croupier/store"
)

// CheckerConfig says how a Checker looks and whom it tells. Its functions are
// called by the checker's goroutine, one at a time.
type CheckerConfig struct {
	Every time.Duration // between the starts of two passes; default a minute
	// OnMismatch hears of a book that is wrong, at every pass that finds it so:
	// betting must stop, and people be told.
	OnMismatch func(Report)
	// OnPass hears of every pass, OnClosed of what was closed after it, OnError
	// of a pass that could not look or could not close. Optional.
	OnPass   func(Report)
	OnClosed func(Closing)
	OnError  func(error)
}

// The checker rests at least restFactor times as long as it worked, so that it
// takes at most a twentieth of a core, but no longer than restMax: what is not
// checked is not closed either, and the next pass would have all the more to read.
const (
	checkEveryDefault = time.Minute
	restFactor        = 19
	restMax           = 5 * time.Minute
)

// CheckedDB is what a checker works on: a pool or a connection of the serving role.
type CheckedDB interface {
	store.Beginner
	Querier
}

// Checker verifies the open books in the background and closes what it found
// right, so that the next pass need not read it again.
//
//	NewChecker ──► Start ──► (pass, close, rest)… ──► Stop
type Checker struct {
	db     CheckedDB
	cfg    CheckerConfig
	cancel context.CancelFunc
	done   sync.WaitGroup
}

// NewChecker makes a checker that is not running.
func NewChecker(db CheckedDB, cfg CheckerConfig) *Checker {
	if cfg.Every <= 0 {
		cfg.Every = checkEveryDefault
	}
	return &Checker{db: db, cfg: cfg}
}

// Start makes the first pass at once and goes on until Stop or until ctx is over.
func (c *Checker) Start(ctx context.Context) {
	ctx, c.cancel = context.WithCancel(ctx)
	c.done.Go(func() {
		for ctx.Err() == nil {
			began := time.Now()
			c.pass(ctx)
			took := time.Since(began)
			rest := time.NewTimer(max(c.cfg.Every-took, min(restFactor*took, restMax)))
			select {
			case <-ctx.Done():
			case <-rest.C:
			}
			rest.Stop()
		}
	})
}

// Stop ends a pass under way and waits for the goroutine.
func (c *Checker) Stop() {
	if c.cancel != nil {
		c.cancel()
	}
	c.done.Wait()
}

// pass looks once. What is safe is asked for before: what the pass then reads is
// all that will ever be there.
func (c *Checker) pass(ctx context.Context) {
	safe, err := SafeTo(ctx, c.db)
	var r Report
	if err == nil {
		r, err = VerifyOpen(ctx, c.db)
	}
	if err == nil {
		c.tell(r)
		if r.OK() {
			err = c.close(ctx, safe, r.At)
		}
	}
	if err != nil && ctx.Err() == nil && c.cfg.OnError != nil {
		c.cfg.OnError(err)
	}
}

func (c *Checker) tell(r Report) {
	if !r.OK() && c.cfg.OnMismatch != nil {
		c.cfg.OnMismatch(r)
	}
	if c.cfg.OnPass != nil {
		c.cfg.OnPass(r)
	}
}

func (c *Checker) close(ctx context.Context, safe int64, at time.Time) error {
	closed, err := CloseBooks(ctx, c.db, safe, at)
	if err == nil && c.cfg.OnClosed != nil {
		c.cfg.OnClosed(closed)
	}
	return err
}

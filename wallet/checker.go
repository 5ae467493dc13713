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
	// OnPass hears of every pass, OnError of one that could not look. Optional.
	OnPass  func(Report)
	OnError func(error)
}

// The checker rests at least restFactor times as long as it worked, so that it
// takes at most a twentieth of a core however large the books are.
const (
	checkEveryDefault = time.Minute
	restFactor        = 19
)

// Checker verifies the books in the background.
//
//	NewChecker ──► Start ──► (pass, rest)… ──► Stop
type Checker struct {
	db     store.Beginner
	cfg    CheckerConfig
	cancel context.CancelFunc
	done   sync.WaitGroup
}

// NewChecker makes a checker that is not running.
func NewChecker(db store.Beginner, cfg CheckerConfig) *Checker {
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
			rest := time.NewTimer(max(c.cfg.Every-took, restFactor*took))
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

func (c *Checker) pass(ctx context.Context) {
	r, err := Verify(ctx, c.db)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		if c.cfg.OnError != nil {
			c.cfg.OnError(err)
		}
	default:
		if !r.OK() && c.cfg.OnMismatch != nil {
			c.cfg.OnMismatch(r)
		}
		if c.cfg.OnPass != nil {
			c.cfg.OnPass(r)
		}
	}
}

package rng

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync"
)

// ErrDegraded says that the entropy source failed a health test. It stays: no
// further byte is given out by this Entropy, and the games that need one stop
// (G8, B40).
var ErrDegraded = errors.New("rng: the entropy source is degraded")

// startupBytes are read, tested and thrown away before the first use: the
// 1,024 samples of SP 800-90B section 4.3, requirement 4.
const startupBytes = 1024

// Entropy is a source of fresh random bytes under continuous health tests. It
// may be used concurrently.
type Entropy struct {
	mu     sync.Mutex
	source io.Reader
	health health
	last   [32]byte // the seed before, so that a source that repeats is seen
	failed error    // sticky
}

// OpenEntropy is the operating system's generator, after the startup tests.
func OpenEntropy() (*Entropy, error) { return NewEntropy(rand.Reader) }

// NewEntropy watches any other source of raw bytes, such as a device; tests
// bring faulty ones. The error is of the startup tests or of the source.
func NewEntropy(source io.Reader) (*Entropy, error) {
	e := &Entropy{source: source}
	if err := e.Fill(make([]byte, startupBytes)); err != nil {
		return nil, fmt.Errorf("startup test: %w", err)
	}
	return e, nil
}

// Fill fills all of p with fresh bytes, or returns an error and leaves p
// zeroed: half a seed is none. A reading error may pass; ErrDegraded does not.
func (e *Entropy) Fill(p []byte) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.fill(p)
}

// Seed is a fresh seed of 256 bits.
func (e *Entropy) Seed() ([32]byte, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var seed [32]byte
	if err := e.fill(seed[:]); err != nil {
		return [32]byte{}, err
	}
	if seed == e.last {
		e.failed = fmt.Errorf("%w: it repeats itself", ErrDegraded)
		return [32]byte{}, e.failed
	}
	e.last = seed
	return seed, nil
}

// Err is why the source is out of use, and nil while it is healthy.
func (e *Entropy) Err() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.failed
}

func (e *Entropy) fill(p []byte) error {
	if e.failed != nil {
		return e.failed
	}
	if _, err := io.ReadFull(e.source, p); err != nil {
		clear(p)
		return fmt.Errorf("rng: reading entropy: %w", err)
	}
	if err := e.health.test(p); err != nil {
		clear(p)
		e.failed = err
		return err
	}
	return nil
}

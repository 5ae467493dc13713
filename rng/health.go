package rng

import "fmt"

// The continuous health tests of SP 800-90B section 4.4 over single bytes of a
// source that claims 8 bits each (H = 8). The chance of a false alarm is 2^-60
// per test, below the 2^-20 to 2^-40 that the standard suggests, because an
// alarm here stops every table until somebody restarts the server, and a house
// of a thousand tables reads some 2^36 bytes a year.
const (
	// repetitionsMax = 1 + ceil(60/H): this many equal bytes in a row are a
	// stuck source.
	repetitionsMax = 9
	// windowBytes is the standard's window for samples of more than one bit.
	windowBytes = 512
	// proportionMax = 1 + critbinom(512, 2^-8, 1 - 2^-60): the window's first
	// byte this often in it is a source that lost entropy.
	proportionMax = 25
)

// health is the state of both tests between reads.
type health struct {
	began       bool
	repeated    byte // the repetition count test's sample
	repetitions int

	reference byte // the adaptive proportion test's sample
	seen      int  // bytes of this window so far, the reference included
	same      int  // of them, those equal to the reference
}

func (h *health) test(p []byte) error {
	for _, b := range p {
		if h.began && b == h.repeated {
			h.repetitions++
		} else {
			h.began, h.repeated, h.repetitions = true, b, 1
		}
		if h.repetitions >= repetitionsMax {
			return fmt.Errorf("%w: %d equal bytes in a row", ErrDegraded, h.repetitions)
		}

		if h.seen == 0 {
			h.reference = b
		}
		h.seen++
		if b == h.reference {
			h.same++
		}
		if h.same >= proportionMax {
			return fmt.Errorf("%w: one byte %d times in %d", ErrDegraded, h.same, h.seen)
		}
		if h.seen == windowBytes {
			h.seen, h.same = 0, 0
		}
	}
	return nil
}

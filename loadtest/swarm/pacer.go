package swarm

import (
	"math"
	"time"

	"croupier/loadtest/bot"
)

// Pacer says when arrivals are due, whatever became of those before.
type Pacer interface {
	// Next is how long after the arrival before this one is due.
	Next() time.Duration
}

// Poisson is the arrival of many people who do not know of each other: the
// pauses are exponential, with a mean of 1/Rate seconds.
type Poisson struct {
	Rate   float64 // arrivals a second, > 0
	Random bot.Random
}

// pauseMax bounds one pause, against a zero out of the generator.
const pauseMax = time.Hour

// Next draws the next pause.
func (p Poisson) Next() time.Duration {
	u := float64(p.Random.Uint64()>>11+1) / (1 << 53) // (0,1]
	pause := -math.Log(u) / p.Rate * float64(time.Second)
	return time.Duration(min(pause, float64(pauseMax)))
}

// Even is one arrival after the other at the same pause: for tests that count.
type Even struct{ Pause time.Duration }

// Next is the pause.
func (e Even) Next() time.Duration { return e.Pause }

package swarm

import (
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The range of what is measured, in microseconds, and its precision.
const (
	latencyMaxMicros = int64(5 * time.Minute / time.Microsecond)
	latencyDigits    = 3
)

// Quantiles are latencies in milliseconds.
type Quantiles struct {
	P50  float64 `json:"p50"`
	P99  float64 `json:"p99"`
	P999 float64 `json:"p999"`
	Max  float64 `json:"max"`
	N    int64   `json:"n"`
}

// timing is one kind of latency.
type timing struct {
	mu   sync.Mutex
	hist *hdrhistogram.Histogram
}

func newTiming() *timing {
	return &timing{hist: hdrhistogram.New(1, latencyMaxMicros, latencyDigits)}
}

func (t *timing) add(d time.Duration) {
	micros := min(max(d.Microseconds(), 1), latencyMaxMicros)
	t.mu.Lock()
	defer t.mu.Unlock()
	_ = t.hist.RecordValue(micros) // in range by the line above
}

func (t *timing) quantiles() Quantiles {
	t.mu.Lock()
	defer t.mu.Unlock()
	ms := func(q float64) float64 { return float64(t.hist.ValueAtQuantile(q)) / 1000 }
	return Quantiles{P50: ms(50), P99: ms(99), P999: ms(99.9), Max: float64(t.hist.Max()) / 1000, N: t.hist.TotalCount()}
}

package main

import (
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// times is a distribution of durations, from 1 µs to a minute, with three
// digits. One goroutine uses it.
type times struct{ h *hdrhistogram.Histogram }

func newTimes() *times { return &times{hdrhistogram.New(1, time.Minute.Microseconds(), 3)} }

func (t *times) add(d time.Duration) {
	_ = t.h.RecordValue(min(max(d.Microseconds(), 1), time.Minute.Microseconds())) // in range: no error
}

func (t *times) merge(other *times) { t.h.Merge(other.h) }

// ms is a percentile in milliseconds.
func (t *times) ms(percentile float64) float64 {
	return float64(t.h.ValueAtPercentile(percentile)) / 1000
}

func (t *times) maxMs() float64 { return float64(t.h.Max()) / 1000 }

package main

import (
	"cmp"
	"slices"
	"sync"
)

// figure is one thing that was measured, once a round.
type figure struct {
	ID     string    `json:"id"`
	What   string    `json:"what"`
	Unit   string    `json:"unit"`
	Median float64   `json:"median"`
	Min    float64   `json:"min"`
	Max    float64   `json:"max"`
	Rounds []float64 `json:"rounds"`
}

// figures are all that a run measured, in the order in which they first came.
type figures struct {
	mu   sync.Mutex
	list []*figure
	byID map[string]*figure
}

func newFigures() *figures { return &figures{byID: map[string]*figure{}} }

// add takes a round's value.
func (f *figures) add(id, what, unit string, v float64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one := f.byID[id]
	if one == nil {
		one = &figure{ID: id, What: what, Unit: unit}
		f.byID[id] = one
		f.list = append(f.list, one)
	}
	one.Rounds = append(one.Rounds, v)
	one.Median, one.Min, one.Max = median(one.Rounds), slices.Min(one.Rounds), slices.Max(one.Rounds)
}

// last is the value of the round under way; ok is false if there is none yet.
func (f *figures) last(id string, round int) (v float64, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if one := f.byID[id]; one != nil && len(one.Rounds) == round {
		return one.Rounds[round-1], true
	}
	return 0, false
}

// ratio adds a figure of two others of the same round, if both are there.
func (f *figures) ratio(round int, id, what, over, under string) {
	a, ok := f.last(over, round)
	b, also := f.last(under, round)
	if ok && also && b != 0 {
		f.add(id, what, "x", a/b)
	}
}

func (f *figures) get(id string) *figure {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.byID[id]
}

func median[T cmp.Ordered](all []T) (m T) {
	if len(all) == 0 {
		return m
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[(len(sorted)-1)/2]
}

package swarm

import (
	"container/heap"
	"context"
	"sync"
	"time"
)

// schedule runs small things at their moments, in one goroutine: what it runs
// must not block.
type schedule struct {
	mu    sync.Mutex
	queue due
	wake  chan struct{}
}

type item struct {
	at time.Time
	do func(at time.Time)
}

func newSchedule() *schedule { return &schedule{wake: make(chan struct{}, 1)} }

// add plans a thing. Anyone may call it.
func (s *schedule) add(at time.Time, do func(at time.Time)) {
	s.mu.Lock()
	heap.Push(&s.queue, item{at, do})
	first := s.queue[0].at.Equal(at)
	s.mu.Unlock()
	if first {
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
}

// run works until the context ends; what is planned then is forgotten.
func (s *schedule) run(ctx context.Context) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		wait := s.runDue(time.Now())
		timer.Reset(wait)
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-timer.C:
		}
	}
}

// runDue runs what is due and returns how long the rest can wait.
func (s *schedule) runDue(now time.Time) time.Duration {
	for {
		s.mu.Lock()
		if len(s.queue) == 0 {
			s.mu.Unlock()
			return time.Hour
		}
		if wait := s.queue[0].at.Sub(now); wait > 0 {
			s.mu.Unlock()
			return wait
		}
		next := heap.Pop(&s.queue).(item)
		s.mu.Unlock()
		next.do(next.at)
	}
}

// due is a heap by moment.
type due []item

func (d due) Len() int           { return len(d) }
func (d due) Less(i, j int) bool { return d[i].at.Before(d[j].at) }
func (d due) Swap(i, j int)      { d[i], d[j] = d[j], d[i] }

// Push is heap.Interface.
func (d *due) Push(x any) { *d = append(*d, x.(item)) }

// Pop is heap.Interface.
func (d *due) Pop() any {
	last := len(*d) - 1
	x := (*d)[last]
	(*d)[last] = item{}
	*d = (*d)[:last]
	return x
}

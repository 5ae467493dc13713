package main

import "container/heap"

// queue is the events to come, by their time and then by their number: two that
// are due at once happen in the order in which they were made.
type queue struct {
	now    int64 // us
	n      uint64
	events events
}

type event struct {
	at int64
	n  uint64
	do func()
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].n < e[j].n
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := len(*e) - 1
	x := (*e)[last]
	(*e)[last] = event{}
	*e = (*e)[:last]
	return x
}

func (q *queue) after(us int64, do func()) {
	q.n++
	heap.Push(&q.events, event{q.now + max(us, 0), q.n, do})
}

// next runs one event; false: there is none.
func (q *queue) next() bool {
	if len(q.events) == 0 {
		return false
	}
	e := heap.Pop(&q.events).(event)
	q.now = e.at
	e.do()
	return true
}

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"croupier/loadtest/swarm"
)

// progress tells how the run goes, one line a second. At a terminal the line is
// written over the one before.
type progress struct {
	s        *swarm.Swarm
	out      io.Writer
	terminal bool
	began    time.Time
	name     string
	stop     chan struct{}
	done     chan struct{}
	bets     int64
}

func newProgress(s *swarm.Swarm, out io.Writer) *progress {
	return &progress{s: s, out: out, terminal: isTerminal(out), began: time.Now()}
}

func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	about, err := file.Stat()
	return err == nil && about.Mode()&os.ModeCharDevice != 0
}

// phase names what is going on from here, and keeps the line moving.
func (p *progress) phase(name string) {
	p.end()
	p.name, p.stop, p.done = name, make(chan struct{}), make(chan struct{})
	go p.run(p.stop, p.done)
}

// end ends the line and waits for it.
func (p *progress) end() {
	if p.stop == nil {
		return
	}
	close(p.stop)
	<-p.done
	p.stop = nil
}

// wait passes the time until the context ends, or for as long.
func (p *progress) wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func (p *progress) run(stop <-chan struct{}, done chan<- struct{}) {
	defer close(done)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			if p.terminal {
				_, _ = fmt.Fprintln(p.out)
			}
			return
		case <-tick.C:
			p.line()
		}
	}
}

func (p *progress) line() {
	r := p.s.Report()
	start, end := "", "\n"
	if p.terminal {
		start, end = "\r\x1b[K", ""
	}
	_, _ = fmt.Fprintf(p.out, "%s%3.0fs %s  bots %d/%d  rounds %d  bets %d (%d/s)  ack p50 %.1f p99 %.1f ms  result p50 %.1f p99 %.1f ms  violations %d%s",
		start, time.Since(p.began).Seconds(), p.name, p.s.Connected(), r.Bots, r.Rounds, r.Bets, r.Bets-p.bets,
		r.AckMs.P50, r.AckMs.P99, r.ResultMs.P50, r.ResultMs.P99, r.Violations, end)
	p.bets = r.Bets
}

// summary is the report in a few lines, for people.
func summary(out io.Writer, r swarm.Report) {
	_, _ = fmt.Fprintf(out, `
%d bots, %.0f s, server %s, seed %d
bets        %d answered, %d accepted, refused %v, errors %v
rounds      %d verified, %d void; %d shoes drawn again, %d rounds wait for the end of theirs
decisions   %v, by whim %v; %d by the system; %d stakes followed, %d could not
ack         p50 %.2f  p99 %.2f  p99.9 %.2f  max %.2f ms (%d, from the moment a bet was due)
result      p50 %.2f  p99 %.2f  p99.9 %.2f  max %.2f ms (%d, from the settlement to the frame)
arrivals    %d, of them %d waited for an opening, %d lost, %d offline
on purpose  %d sent twice (%d answers compared), %d with another body (%d refused)
connection  %d cut on purpose, %d reconnects, %d resumed, %d afresh, %d slow; %d frames, %.1f MB in
violations  %d
`, r.Bots, r.Seconds, r.Server, r.Seed, r.Bets, r.Accepted, r.Refused, r.Errors, r.Rounds, r.Void, r.Shoes, r.InShoe,
		r.Decisions, r.Whims, r.SystemDecisions, r.Followed, r.Unfollowed,
		r.AckMs.P50, r.AckMs.P99, r.AckMs.P999, r.AckMs.Max, r.AckMs.N,
		r.ResultMs.P50, r.ResultMs.P99, r.ResultMs.P999, r.ResultMs.Max, r.ResultMs.N,
		r.Arrivals, r.Delayed, r.Overflow, r.Offline, r.Repeats, r.Compared, r.Twists, r.Conflicts,
		r.Cut, r.Reconnects, r.Resumed, r.Snapshots, r.Slow, r.FramesIn, float64(r.BytesIn)/1e6, r.Violations)
	for _, text := range r.Unplayed {
		_, _ = fmt.Fprintln(out, "not played ", text)
	}
}

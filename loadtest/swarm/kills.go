package swarm

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"croupier/loadtest/auditor"
	"croupier/loadtest/bot"
)

// Bounds of one kill.
const (
	loadMin     = 400 * time.Millisecond // of load before a kill, at least
	loadMax     = 8 * time.Second        // and at most: past the 5 s that a resumed table gives
	momentMax   = 12 * time.Second       // for a moment: a round that a kill met, and one more
	aliveWithin = 2 * time.Second        // bets are accepted again: the table's pauses are shorter
	calmWithin  = 30 * time.Second       // every bot back, every id answered
	askWithin   = 30 * time.Second
	shoesWithin = 2 * time.Minute
)

// Kills is a run of kill -9 under load (B16).
type Kills struct {
	Times  int
	Seed   uint64
	Victim *Victim
	Swarm  *Swarm
	Log    io.Writer // one line for each kill
	// Moments, if there are any, are when to kill, one after the other: see moments. One
	// that does not come in time is not waited for.
	Moments []string
	// Shoes is how many shoes have to end after the last kill, so that what was dealt from
	// them after it is held against their seeds.
	Shoes int64
	// UntilWrong ends the run at the first thing that is wrong: for planted bugs.
	UntilWrong bool
}

// KillReport is what a run of kills showed.
type KillReport struct {
	Kills    int             `json:"kills"`
	InDoubt  int             `json:"in_doubt"`  // acts without a verdict at the moments of the kills
	Standing int             `json:"standing"`  // books with money at those moments
	Asked    int             `json:"inquiries"` // about acknowledged ids, after the kills
	Ready    []time.Duration `json:"ready_ns"`  // from each start to ready
	Back     []time.Duration `json:"back_ns"`   // from each start until every bot was answered
	At       map[string]int  `json:"at"`        // kills by the moment at which they came
	Failures []string        `json:"failures"`  // what was wrong besides the audit's violations
}

// Median is the middle of some durations.
func Median(all []time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// Run kills the server at random moments, starts it again, and has everything
// compared after each: ids, balances, rounds, the ledger. The swarm must have
// been started. What is wrong stands in the report and in the swarm's; the
// error says that the run itself could not go on.
func (k *Kills) Run(ctx context.Context) (KillReport, error) {
	var r KillReport
	random := bot.Seeded(k.Seed)
	for r.Kills < k.Times {
		if err := k.one(ctx, &r, random); err != nil {
			return r, fmt.Errorf("kill %d: %w", r.Kills+1, err)
		}
		if k.UntilWrong && (len(r.Failures) > 0 || k.Swarm.Report().Violations > 0) {
			return r, nil
		}
	}
	r.found("the shoes", k.playOn(ctx))
	k.Swarm.Hold(true)
	r.found("the rounds", k.Swarm.Settled(ctx, 2*calmWithin))
	r.found("the comparison", k.Swarm.Check(ctx))
	k.Swarm.Finish()
	r.found("the ledger", k.Victim.VerifyLedger(ctx))
	return r, ctx.Err()
}

// playOn plays until so many shoes more have ended.
func (k *Kills) playOn(ctx context.Context) error {
	enough := k.Swarm.Report().Shoes + k.Shoes
	k.Swarm.Hold(false)
	if k.Shoes > 0 && !poll(ctx, shoesWithin, func() bool { return k.Swarm.Report().Shoes >= enough }) {
		return fmt.Errorf("%d shoes have ended, not %d", k.Swarm.Report().Shoes, enough)
	}
	return nil
}

func (r *KillReport) found(where string, err error) {
	if err != nil {
		r.Failures = append(r.Failures, fmt.Sprintf("after kill %d, %s: %v", r.Kills, where, err))
	}
}

// anywhere is where a kill comes that waits for no moment.
const anywhere = "anywhere"

// load lets the bots play until the kill, and says how long and at which moment.
func (k *Kills) load(ctx context.Context, nth int, random bot.Random) (time.Duration, string) {
	began := time.Now()
	wait := func(most time.Duration, hit <-chan struct{}) bool {
		select {
		case <-hit:
			return true
		case <-time.After(most):
		case <-ctx.Done():
		}
		return false
	}
	if len(k.Moments) == 0 {
		wait(loadMin+time.Duration(bot.Below(random, int64(loadMax-loadMin))), nil)
		return time.Since(began), anywhere
	}
	wait(loadMin, nil)
	moment := k.Moments[nth%len(k.Moments)]
	if !wait(momentMax, k.Swarm.moments.await(moment)) {
		moment = anywhere
	}
	return time.Since(began), moment
}

// one is a kill and what follows.
func (k *Kills) one(ctx context.Context, r *KillReport, random bot.Random) error {
	k.Swarm.Hold(false)
	accepted := k.Swarm.Report().Accepted
	load, at := k.load(ctx, r.Kills, random)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if load > aliveWithin && k.Swarm.Report().Accepted == accepted {
		r.found("the load", fmt.Errorf("no bet was accepted within %v (O10)", load))
	}
	before := k.Victim.Orphans()
	doubts, standing := 0, 0
	if err := k.Victim.Kill(); err != nil {
		return err
	}
	k.Swarm.audit(func(a *auditor.Auditor) { doubts, standing = a.InDoubt(), len(a.Unproved()) })
	began := time.Now()
	ready, err := k.Victim.Start(ctx)
	if err != nil {
		return err
	}
	k.Swarm.Restarted()
	k.Swarm.Hold(true)
	r.Kills++
	if r.At == nil {
		r.At = map[string]int{}
	}
	r.At[at]++
	r.InDoubt += doubts
	r.Standing += standing
	r.Ready = append(r.Ready, ready)
	if !poll(ctx, orphansGone, func() bool { return len(alive(before, k.Victim.Orphans())) == 0 }) {
		r.found("processes", fmt.Errorf("PostgreSQL of the killed server is still there: %v", alive(before, k.Victim.Orphans())))
	}
	r.found("the verdicts", k.Swarm.Calm(ctx, calmWithin))
	r.Back = append(r.Back, time.Since(began))
	asked, err := k.Swarm.AskAgain(ctx, askWithin)
	r.Asked += asked
	r.found("the inquiries", err)
	r.found("the comparison", k.Swarm.Check(ctx))
	r.found("the ledger", k.Victim.VerifyLedger(ctx))
	report := k.Swarm.Report()
	_, _ = fmt.Fprintf(k.Log, "kill %d after %v (%s): ready in %v, all answered after %v; %d in doubt, %d asked again; %d bets, %d rounds, %d violations\n",
		r.Kills, load.Round(time.Millisecond), at, ready.Round(time.Millisecond), r.Back[len(r.Back)-1].Round(time.Millisecond),
		doubts, asked, report.Bets, report.Rounds, report.Violations)
	return nil
}

package swarm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"croupier/loadtest/auditor"
	"croupier/loadtest/bot"
)

// ParlourConfig says what a parlour of slot machines does.
type ParlourConfig struct {
	URL        string // of the server
	Spinners   int
	FundsMinor int64 // what each gets
	Seed       uint64
	Version    string // as told to the server
}

// Parlour is bots at slot machines, each in a room of its own over a connection
// of its own, and an auditor that recounts them. Make it with NewParlour, then
// Run it, once.
type Parlour struct {
	config   ParlourConfig
	api      *api
	spinners []*spinner
	clock    clock
	ack      *timing

	mu       sync.Mutex
	auditing *auditor.Sessions
	failures []string // at most failuresMax
	lost     int      // connections that ended by themselves
}

const (
	failuresMax = 20
	sitsMax     = 16              // rooms that open at once
	windWithin  = 2 * time.Minute // a feature has at most 200 free spins, played at once
	tickEvery   = 50 * time.Millisecond
	answerMax   = 20 * time.Second // an act without an answer for so long is a failure
)

// machineSheet is a machine with its rules.
type machineSheet struct {
	Card struct {
		Game     string `json:"game"`
		Currency string `json:"currency"`
		Sheet    string `json:"sheet"`
	} `json:"card"`
	Options struct {
		Coins []int64 `json:"coins"`
	} `json:"options"`
	Sheet json.RawMessage `json:"sheet"`
}

// ErrNoMachine says that the server has no machine to play at.
var ErrNoMachine = errors.New("swarm: no slot machine to play at")

// NewParlour asks the server for players and machines. It opens no socket yet.
func NewParlour(ctx context.Context, config ParlourConfig) (*Parlour, error) {
	p := &Parlour{config: config, api: newAPI(at(config.URL), dialsMax), auditing: auditor.NewSessions(), ack: newTiming()}
	machines, err := p.machines(ctx)
	if err != nil {
		return nil, err
	}
	players, err := p.api.players(ctx, config.Spinners, config.FundsMinor)
	if err != nil {
		return nil, err
	}
	random := bot.Seeded(config.Seed)
	for i, who := range players {
		p.spinners = append(p.spinners, &spinner{p: p, who: who, machine: machines[i%len(machines)], random: bot.Seeded(random.Uint64())})
	}
	return p, nil
}

func (p *Parlour) machines(ctx context.Context) ([]*machineSheet, error) {
	var list struct {
		Machines []struct {
			Sheet string `json:"sheet"`
		} `json:"machines"`
	}
	if err := p.api.call(ctx, http.MethodGet, "/api/machines", "", nil, &list); err != nil {
		return nil, fmt.Errorf("asking for the machines: %w", err)
	}
	var all []*machineSheet
	for _, m := range list.Machines {
		sheet := &machineSheet{}
		if err := p.api.call(ctx, http.MethodGet, m.Sheet, "", nil, sheet); err != nil {
			return nil, fmt.Errorf("asking for the rules at %s: %w", m.Sheet, err)
		}
		if err := p.auditing.Cabinet(sheet.Card.Game, sheet.Sheet); err != nil {
			return nil, fmt.Errorf("reading the rules at %s: %w", m.Sheet, err)
		}
		all = append(all, sheet)
	}
	if len(all) == 0 {
		return nil, ErrNoMachine
	}
	return all, nil
}

// Run plays for a while, lets every round end, rotates every pair of seeds out,
// so that all spins can be drawn again, and compares the balances.
func (p *Parlour) Run(ctx context.Context, playing time.Duration) {
	var all sync.WaitGroup
	places := make(chan struct{}, sitsMax)
	until := time.Now().Add(playing)
	for _, s := range p.spinners {
		all.Go(func() {
			if err := s.play(ctx, places, until); err != nil {
				p.fail(fmt.Sprintf("player %d at %s: %v", s.who.ID, s.machine.Card.Game, err))
			}
		})
	}
	all.Wait()
	p.audit(func(a *auditor.Sessions) { a.Finish() })
	p.api.close()
}

func (p *Parlour) audit(tell func(*auditor.Sessions)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	tell(p.auditing)
}

func (p *Parlour) fail(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lost++
	if len(p.failures) < failuresMax {
		p.failures = append(p.failures, text)
	}
}

// ParlourReport is a run in numbers.
type ParlourReport struct {
	Spinners   int                 `json:"spinners"`
	Spins      int64               `json:"spins"`
	Free       int64               `json:"free_spins"`
	Gambles    int64               `json:"gambles"`
	Rounds     int64               `json:"rounds"`
	Verified   int64               `json:"rounds_verified"` // drawn again from the pairs that were told
	Rotations  int64               `json:"rotations"`
	Refused    map[string]int64    `json:"refused"`
	Staked     int64               `json:"staked_minor"`
	Returned   int64               `json:"returned_minor"`
	AckMs      Quantiles           `json:"ack_ms"` // from sending an act to its verdict
	Violations int64               `json:"violations"`
	List       []auditor.Violation `json:"violations_list"`
	Failed     int                 `json:"players_failed"`
	Failures   []string            `json:"failures"`
}

// Report is what came of the run.
func (p *Parlour) Report() ParlourReport {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.auditing.Count()
	list, total := p.auditing.Violations()
	return ParlourReport{Spinners: len(p.spinners), Spins: c.Spins, Free: c.Free, Gambles: c.Gambles, Rounds: c.Rounds,
		Verified: c.Verified, Rotations: c.Rotations, Refused: c.Refused, Staked: c.Staked, Returned: c.Returned,
		AckMs: p.ack.quantiles(), Violations: total, List: append([]auditor.Violation{}, list...),
		Failed: p.lost, Failures: append([]string{}, p.failures...)}
}

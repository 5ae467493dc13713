package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"croupier/loadtest/swarm"
)

// Exit codes.
const (
	exitFine  = 0
	exitFound = 1
	exitWrong = 2
)

// How long the end of a run may take: every bet answered, every round settled.
const (
	connectWithin = 60 * time.Second
	calmWithin    = 20 * time.Second
	settleWithin  = 90 * time.Second
)

type flags struct {
	URL      string        `name:"url" default:"http://127.0.0.1:8080" placeholder:"URL" help:"Server to play at; its demo must be on (${default})."`
	Bots     int           `default:"100" placeholder:"N" help:"How many bots (${default})."`
	For      time.Duration `name:"for" default:"60s" help:"How long bets arrive (${default}); rounds under way are played to their end."`
	Spinners int           `default:"0" placeholder:"N" help:"How many bots besides at slot machines, each in a room of its own (${default}). With --bots 0, nothing else."`

	Rate  float64 `default:"0" placeholder:"R" help:"Bets a second of all bots together; 0 is half a bet for each bot."`
	JSON  string  `name:"json" placeholder:"FILE" help:"Where to write the report."`
	Seed  uint64  `default:"0" placeholder:"S" help:"Seed of the bots' whims; 0 takes one from the clock. The report names it."`
	Rooms []int64 `name:"room" placeholder:"ROOM" help:"Where to play; may be given again. All tables that they can play at if it is not."`
	Funds int64   `default:"500000" placeholder:"MINOR" help:"What each bot gets, in minor units (${default})."`

	RepeatPerMille int64 `name:"repeat" default:"20" placeholder:"N" help:"Of 1000 acts, so many are sent twice on purpose (${default})."`
	TwistPerMille  int64 `name:"twist" default:"5" placeholder:"N" help:"Of 1000 acts, so many are sent again with another body on purpose (${default})."`

	Cuts float64 `name:"cut" default:"0" placeholder:"R" help:"Connections to cut a second, without a word, on purpose (${default})."`

	Kills  int    `default:"0" placeholder:"N" help:"Start a server, and kill and restart it so often under load, instead of playing at URL."`
	Server string `placeholder:"FILE" help:"The server's binary, for --kills."`
}

// validate says what is wrong with the flags.
func (f *flags) validate() error {
	u, err := url.Parse(f.URL)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return fmt.Errorf("--url %q is no address such as http://127.0.0.1:8080", f.URL)
	case f.Bots < 0 || f.Bots > 20_000 || f.Bots == 0 && f.Spinners == 0:
		return fmt.Errorf("--bots %d: 1 to 20000", f.Bots)
	case f.Spinners < 0 || f.Spinners > 5000 || f.Spinners > 0 && f.Kills > 0:
		return fmt.Errorf("--spinners %d: 0 to 5000, and not with --kills", f.Spinners)
	case f.For <= 0 || f.For > 24*time.Hour:
		return fmt.Errorf("--for %v: more than nothing, at most a day", f.For)
	case f.Rate < 0 || f.Rate > 100_000:
		return fmt.Errorf("--rate %v: 0 to 100000", f.Rate)
	case f.Funds < 0:
		return fmt.Errorf("--funds %d is negative", f.Funds)
	case f.RepeatPerMille < 0 || f.TwistPerMille < 0 || f.RepeatPerMille+f.TwistPerMille > 1000:
		return errors.New("--repeat and --twist are parts of 1000")
	case f.Cuts < 0 || f.Cuts > 1000:
		return fmt.Errorf("--cut %v: 0 to 1000", f.Cuts)
	case (f.Kills > 0) != (f.Server != ""):
		return errors.New("--kills and --server go together")
	}
	return nil
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	var f flags
	parser, err := kong.New(&f, kong.Name("loadtest"), kong.Description("Bots over real connections, and an auditor that recounts."),
		kong.Writers(stdout, stderr))
	if err != nil {
		return wrong(stderr, err)
	}
	if _, err := parser.Parse(args); err != nil {
		return wrong(stderr, err)
	}
	if err := f.validate(); err != nil {
		return wrong(stderr, err)
	}
	if f.Seed == 0 {
		f.Seed = uint64(time.Now().UnixNano())
	}
	if f.Rate == 0 {
		f.Rate = float64(f.Bots) / 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process
	if f.Kills > 0 {
		return kill(ctx, &f, stdout, stderr)
	}
	if f.Spinners == 0 {
		return load(ctx, &f, stdout, stderr)
	}
	return loadBoth(ctx, &f, stdout, stderr)
}

func wrong(stderr io.Writer, err error) int {
	_, _ = fmt.Fprintln(stderr, "loadtest:", err) // nowhere else to say it
	return exitWrong
}

func (f *flags) config(address string) swarm.Config {
	return swarm.Config{URL: address, Bots: f.Bots, Rate: f.Rate, FundsMinor: f.Funds, Rooms: f.Rooms, Seed: f.Seed,
		Version: version(), RepeatPerMille: f.RepeatPerMille, TwistPerMille: f.TwistPerMille, CutsPerSecond: f.Cuts}
}

// version is what the binary was built from.
func version() string {
	revision := "dev"
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, s := range build.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				revision = s.Value[:12]
			}
		}
	}
	return "croupier-loadtest/" + revision
}

// load plays at a server for a while.
func load(ctx context.Context, f *flags, stdout, stderr io.Writer) int {
	s, err := swarm.New(ctx, f.config(f.URL))
	if err != nil {
		return wrong(stderr, err)
	}
	s.Start(context.WithoutCancel(ctx)) // a signal ends the betting; the audit is still finished
	show := newProgress(s, stdout)
	show.phase("connecting")
	began := time.Now()
	deadline, cancel := context.WithTimeout(ctx, connectWithin)
	for s.Connected() < s.Bots() && deadline.Err() == nil {
		show.wait(deadline, 100*time.Millisecond)
	}
	cancel()
	show.phase("playing")
	playing, cancel := context.WithDeadline(ctx, began.Add(f.For))
	show.wait(playing, f.For)
	cancel()
	s.Hold(true)
	show.phase("settling")
	var failures []string
	end := func(what string, err error) {
		if err != nil {
			failures = append(failures, what+": "+err.Error())
		}
	}
	ending := context.WithoutCancel(ctx)
	end("the verdicts", s.Calm(ending, calmWithin))
	end("the rounds", s.Settled(ending, settleWithin))
	end("the comparison", s.Check(ending))
	s.Finish()
	show.end()
	s.Stop()
	return conclude(f, s.Report(), failures, stdout, stderr)
}

// conclude writes the report and decides the exit code.
func conclude(f *flags, r swarm.Report, failures []string, stdout, stderr io.Writer) int {
	if r.Bets == 0 {
		failures = append(failures, "no bet was answered: nothing is proved")
	}
	if r.Rounds == 0 {
		failures = append(failures, "no round ended: nothing is proved")
	}
	if f.JSON != "" {
		text, err := json.MarshalIndent(struct {
			swarm.Report
			Failures []string `json:"failures"`
		}{r, append([]string{}, failures...)}, "", "  ")
		if err == nil {
			err = os.WriteFile(f.JSON, append(text, '\n'), 0o644)
		}
		if err != nil {
			failures = append(failures, "the report: "+err.Error())
		}
	}
	summary(stdout, r)
	for _, v := range r.List {
		_, _ = fmt.Fprintln(stderr, "violation:", v)
	}
	for _, text := range failures {
		_, _ = fmt.Fprintln(stderr, "failure:", text)
	}
	if r.Violations > 0 || len(failures) > 0 {
		return exitFound
	}
	return exitFine
}

package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

type mutantsCommand struct {
	Only []string `sep:"," placeholder:"NAME|BAR|FOLDER" help:"Only these: names, bars or packages; may be given again."`
	Jobs int      `default:"1" placeholder:"N" help:"How many at a time (${default})."`
	JSON bool     `name:"json" help:"Print the results as JSON."`
	List bool     `help:"Print the list and plant nothing."`
	Race bool     `help:"Build the tests with the race detector."`
	Long bool     `help:"Those that take minutes each, too."`
}

func (c *mutantsCommand) run(h house) int {
	chosen, err := choose(mutants(), c.Only, c.Long)
	if err != nil {
		return wrong(h.err, err)
	}
	if c.List {
		for _, m := range chosen {
			h.say("%-5s %-28s %s", m.Bar, m.Name, m.What)
		}
		h.say("%d planted bugs", len(chosen))
		return exitFine
	}
	show := h
	if c.JSON {
		show.out = h.err
	}
	results, err := plant(show, chosen, c.Jobs, c.Race)
	if err != nil {
		return wrong(h.err, err)
	}
	if c.JSON {
		text, err := json.MarshalIndent(results, "", "  ")
		if err != nil {
			return wrong(h.err, err)
		}
		h.say("%s", text)
	}
	return conclude(show, results)
}

// plant runs mutants and prints a line for each as it comes.
func plant(h house, chosen []Mutant, jobs int, race bool) ([]Result, error) {
	r, err := newRunner(h.root, race)
	if err != nil {
		return nil, err
	}
	h.say("%d planted bugs; each test runs without them first", len(chosen))
	results := r.run(h.ctx, chosen, jobs, func(one Result) { h.say("%s", line(one)) })
	return results, r.close()
}

func line(r Result) string {
	text := fmt.Sprintf("%-5s %-28s %-8s %6.1fs  ", r.Bar, r.Name, r.Verdict, r.Seconds)
	switch r.Verdict {
	case Caught:
		return text + r.By
	case Survived:
		return text + r.What
	}
	return text + r.Why
}

// conclude names what was not caught; its last line is the count.
func conclude(h house, results []Result) int {
	caught := 0
	for _, r := range results {
		if r.Verdict == Caught {
			caught++
		}
	}
	if caught < len(results) {
		h.say("")
	}
	for _, r := range results {
		if r.Verdict == Survived {
			h.say("SURVIVED: %s (%s, %s): no test minds that %s", r.Name, r.Bar, strings.TrimPrefix(r.Package, "./"), lower(r.What))
		}
	}
	for _, r := range results {
		if r.Verdict == Broken {
			h.say("ERROR: %s (%s): %s", r.Name, r.Bar, r.Why)
		}
	}
	h.say("%d planted, %d caught", len(results), caught)
	if slices.ContainsFunc(results, func(r Result) bool { return r.Verdict != Caught }) {
		return exitFound
	}
	return exitFine
}

func lower(sentence string) string {
	if sentence == "" {
		return sentence
	}
	return strings.ToLower(sentence[:1]) + sentence[1:]
}

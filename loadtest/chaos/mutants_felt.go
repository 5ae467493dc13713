package main

// feltMutants are bugs of the felt: what games with one bet for everybody have in common.
func feltMutants() []Mutant {
	const dir, pkg = "games/felt/", "./games/felt"
	return []Mutant{
		{Name: "felt-losing-stakes-make-up", Bar: "B9", What: "Stakes that lose by an outcome make up for what others win by it, though they may still be taken back.",
			Edits: in(dir+"prices.go", "loss[n] = max(loss[n], 0)",
				"_ = n"),
			Package: pkg, Run: "^TestSumsEqualTheirBets$"},
		{Name: "felt-held-not-counted", Bar: "B2", What: "Stakes on their way do not count against the limits.",
			Edits: in(dir+"bet.go", "b.staked + b.flying + w.total; would",
				"b.staked + w.total; would"),
			Package: pkg, Run: "^TestSumsEqualTheirBets$"},
		{Name: "felt-close-over-held-bets", Bar: "B32", What: "Betting closes while bets have no verdict yet.",
			Edits: in(dir+"decide.go", "\t\tif len(f.bets.held) > 0 {\n\t\t\treturn games.Step{}, games.ErrBusy\n\t\t}\n\t\treturn games.Tell(c, games.Open, games.Closed",
				"\t\treturn games.Tell(c, games.Open, games.Closed"),
			Package: pkg, Run: "^TestBusy$"},
		{Name: "felt-bet-at-the-close", Bar: "B32", What: "A bet is taken at the moment of the close.",
			Edits: in(dir+"bet.go", "c.At >= f.closesAt",
				"c.At > f.closesAt"),
			Package: pkg, Run: "^TestRefusals$"},
		{Name: "felt-prices-rounded", Bar: "B9", What: "A price is offered that some stakes cannot be paid exactly.",
			Edits: in(dir+"prices.go", "if int64(t.StepMinor)%s.Per != 0 {",
				"if int64(t.StepMinor)%s.Per < 0 {"),
			Package: pkg, Run: "^TestPricesAreExact$"},
		{Name: "felt-void-after-the-close", Bar: "B36", What: "A round whose outcome is fixed can be voided.",
			Edits: in("games/system.go", "phase == Closed && ask.SourceLost && c.By.Role == Operator",
				"phase == Closed && c.By.Role == Operator"),
			Package: pkg, Run: "^TestVoid$"},
	}
}

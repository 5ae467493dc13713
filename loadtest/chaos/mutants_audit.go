package main

// auditMutants are bugs of those who audit the house: the bots' recount, and the
// statistics. An auditor that sees nothing passes everything.
func auditMutants() []Mutant {
	const dir = "loadtest/auditor/"
	return []Mutant{
		{Name: "auditor-blind-to-changes", Bar: "B3", What: "The auditor lets a verdict change.",
			Edits:   in(dir+"acts.go", "if *sent.verdict != plain {", "if sent.verdict == nil {"),
			Package: "./loadtest/auditor", Run: "^TestRound$"},
		{Name: "auditor-blind-to-loss", Bar: "B16", What: "The auditor does not miss an acknowledged bet.",
			Edits:   in(dir+"own.go", "if !p.taken && !there && !takingBack && !mayBeUnbacked(p) {", "if !p.taken && there && !takingBack {"),
			Package: "./loadtest/auditor", Run: "^TestRound$"},
		{Name: "auditor-blind-to-the-close", Bar: "B32", What: "The auditor lets a bet be accepted after the close.",
			Edits:   in(dir+"rounds.go", "if r.closed && r.acceptedAtMs > r.closedAtMs {", "if r.closed && r.acceptedAtMs < 0 {"),
			Package: "./loadtest/auditor", Run: "^TestRound$"},
		{Name: "auditor-blind-to-two-ends", Bar: "B10", What: "The auditor lets a round end twice.",
			Edits:   in(dir+"rounds.go", "if r.ends++; r.ends > 1 {", "if r.ends++; r.ends > 2 {"),
			Package: "./loadtest/auditor", Run: "^TestRound$"},
		{Name: "auditor-blind-to-void", Bar: "B11", What: "The auditor lets a round be settled and voided.",
			Edits:   in(dir+"rounds.go", "if r.ended && r.void != void {", "if r.ended && r.void != void && r.id < 0 {"),
			Package: "./loadtest/auditor", Run: "^TestRound$"},
		{Name: "auditor-blind-to-the-seed", Bar: "B35", What: "The auditor does not compare the number with the seed.",
			Edits:   in(dir+"rounds.go", "!r.void && want != r.number {", "!r.void && want < 0 {"),
			Package: "./loadtest/auditor", Run: "^TestRound$"},
		{Name: "auditor-blind-to-the-seal", Bar: "B34", What: "The auditor lets a round open with nothing sealed.",
			Edits:   in(dir+"rounds.go", "if tab.unbroken && (r.commitment == \"\" || !r.before) {", "if tab.unbroken && r.commitment == \"-\" {"),
			Package: "./loadtest/auditor", Run: "^TestRound$"},
		{Name: "auditor-blind-to-payouts", Bar: "B23", What: "The auditor does not recount what was paid.",
			Edits: in(dir+"own.go", "p != nil && (p.Returned != returned || p.Staked != b.staked()) {", "p != nil && p.Returned < 0 {").
				and(dir+"own.go", "p != nil && !maps.Equal(b.winning(wheel, number), winningOf(p)) {", "p != nil && len(maps.Clone(b.winning(wheel, number))) < 0 {").
				and(dir+"own.go", "back != w.Back || back != w.Stake*(w.Pays+1) || back == 0 {", "back < 0 {"),
			Package: "./loadtest/auditor", Run: "^(TestRound|TestPrison)$"},
		{Name: "auditor-own-commitment", Bar: "B34", What: "The auditor's commitment leaves the round out, as a house that cheats would.",
			Edits:   in(dir+"seal.go", "\ttext = binary.BigEndian.AppendUint64(text, uint64(round))\n", ""),
			Package: "./loadtest/auditor", Run: "^TestVectors$"},
		{Name: "auditor-own-bias", Bar: "B40", What: "The auditor's own draw leaves a number out.",
			Edits:   in(dir+"seal.go", "return int(x % pockets)", "return int(x % (pockets - 1))"),
			Package: "./loadtest/auditor", Run: "^(TestVectors|TestPocketIsFlat)$"},
	}
}

package main

// actMutants are bugs of withdrawals, corrections and what is owed after them.
func actMutants() []Mutant {
	const model = "^TestB01TheLedgerAgainstItsModel$"
	return []Mutant{
		{Name: "hold-ends-twice", Bar: "B13", What: "A withdrawal can be given back after it was paid out.",
			Edits: in("wallet/hold.go", "\tcase OnHold:\n\tdefault:\n", "\tcase OnHold, Returned, Disbursed:\n\tdefault:\n").
				and(guardSQL, "where h.ref = d.ref and h.state = 1 and h.account", "where h.ref = d.ref and h.account"),
			Package: "./wallet", Run: model},
		{Name: "hold-ends-in-the-database-twice", Bar: "B14", What: "The database lets a withdrawal end twice.",
			Edits:   in(guardSQL, "where h.ref = d.ref and h.state = 1 and h.account", "where h.ref = d.ref and h.account"),
			Package: "./wallet", Run: model},
		{Name: "pending-not-counted", Bar: "B1", What: "Money on hold is neither in cash nor in the pending account.",
			Edits: in(guardSQL, "union all select id, at, credit, amount from new_rows) lines",
				"union all select id, at, credit, amount from new_rows where kind <> 9) lines"),
			Package: "./wallet", Run: model},
		{Name: "repaid-more-than-owed", Bar: "B1", What: "A player may pay back more than is owed.",
			Edits: in("wallet/repay.go", "case r.Amount > owed:", "case r.Amount > owed+r.Amount:").
				and(guardSQL, "owed    bigint not null default 0 check (owed >= 0)", "owed    bigint not null default 0"),
			Package: "./wallet", Run: model},
		{Name: "corrected-below-nought", Bar: "B1", What: "What a player cannot give back is taken all the same, and owed nowhere.",
			Edits:   in("wallet/correct.go", "l.Kind == Reclaim && b.Amount < l.Amount {", "l.Kind == Reclaim && b.Amount < 0 {"),
			Package: "./wallet", Run: model},
	}
}

package main

// growthMutants are bugs of books that are closed behind the checker, and of months that
// go into the archive.
func growthMutants() []Mutant {
	const growth, wallet, history = "store/migrations/0006_growth.sql", "./wallet", "./loadtest/history"
	return []Mutant{
		{Name: "closed-unchecked", Bar: "O1", What: "Books are closed over a mismatch.",
			Edits: in("wallet/checker.go", "if r.OK() {",
				"if true {"),
			Package: wallet, Run: "^TestCheckerCloses$"},
		{Name: "safe-without-waiting", Bar: "O1", What: "Lines count as safe while somebody may still write before them.",
			Edits: in(growth, " and not exists (select 1 from pg_locks where virtualtransaction = any (g.taken_by))",
				""),
			Package: wallet, Run: "^TestNothingIsSafeBeforeItsTakerEnds$"},
		{Name: "closed-past-the-safe-mark", Bar: "O1", What: "Books are closed over lines that may still come.",
			Edits: in(growth, "if past > least(upto, g.safe_to) then",
				"if past > upto then"),
			Package: wallet, Run: "^TestNothingIsSafeBeforeItsTakerEnds$"},
		{Name: "digest-without-the-time", Bar: "O1", What: "The digest of closed lines leaves their times out.",
			Edits: in(growth, "          || timestamptz_send(t.at) ",
				"          "),
			Package: wallet, Run: "^TestVerifyFindsInClosedBooks$"},
		{Name: "round-sums-replaced", Bar: "O1", What: "The closed sums of a round forget what was closed before.",
			Edits: in(growth, "update set staked = c.staked + excluded.staked, returned = c.returned + excluded.returned,",
				"update set staked = excluded.staked, returned = excluded.returned,"),
			Package: history, Run: "^TestFill$"},
		{Name: "account-sums-replaced", Bar: "O1", What: "The closed sums of an account forget what was closed before.",
			Edits: in(growth, "update set sum = c.sum + excluded.sum,",
				"update set sum = excluded.sum,"),
			Package: wallet, Run: "^TestCloseBooks$"},
		{Name: "segment-closed-twice", Bar: "O1", What: "Now and then a part of the books is closed once more.",
			Edits: in(growth, "  update growth u set closed_to = past;",
				"  update growth u set closed_to = past where random() < 0.9;"),
			Package: wallet, Run: "^TestClosingIsCutOff$", Tries: 3},
		{Name: "archive-not-read-again", Bar: "B16", What: "A month goes out of the database before its archive was read again.",
			Edits: in("rooms/journal/archive.go", "\t\tif err := a.Check(folder); err != nil {\n\t\t\treturn a, err\n\t\t}\n",
				""),
			Package: "./rooms/journal", Run: "^TestArchiveIsCutOff$"},
		{Name: "whole-log-read", Bar: "O6", What: "The check of the books reads a log of years from its beginning.",
			Edits: in("wallet/closed_open.go", "seq>coalesce(c.log_to,0) offset 0) l)",
				"seq>coalesce(c.log_to,0)) l)"),
			Package: history, Run: "^TestPlans$"},
	}
}

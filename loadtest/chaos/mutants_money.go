package main

// The schema's files: the second one replaces what the first one posts by.
const (
	ledgerSQL = "store/migrations/0001_ledger.sql"
	guardSQL  = "store/migrations/0004_last_guard.sql"
	chainSQL  = "store/migrations/0005_chain.sql"
)

// moneyMutants are bugs of amounts, of the ledger and of the database that
// guards it.
func moneyMutants() []Mutant {
	const roles = "^TestB14ServingRoleCannotMakeAWrongBook$"
	return []Mutant{
		{Name: "money-add-wraps", Bar: "B9", What: "A sum of amounts beyond 64 bits wraps round.",
			Edits:   in("wallet/money/money.go", "if (sum > a) != (b > 0) && b != 0 {", "if sum == a && b != 0 {"),
			Package: "./wallet/money", Run: "^TestArithmeticAgreesWithBigInt$"},
		{Name: "money-mul-wraps", Bar: "B9", What: "A product of amounts beyond 64 bits wraps round.",
			Edits:   in("wallet/money/money.go", "case hi != 0 || lo > 1<<63 ||", "case hi > 1<<62 || lo > 1<<63 ||"),
			Package: "./wallet/money", Run: "^TestArithmeticAgreesWithBigInt$"},
		{Name: "money-sub-wraps", Bar: "B9", What: "A difference of amounts beyond 64 bits wraps round.",
			Edits:   in("wallet/money/money.go", "if (diff < a) != (b > 0) && b != 0 {", "if diff == a && b != 0 {"),
			Package: "./wallet/money", Run: "^TestArithmeticAgreesWithBigInt$"},

		{Name: "leg-dropped", Bar: "B1", What: "Payouts leave the escrow and reach nobody's balance.",
			Edits: in(chainSQL, "union all select id, credit, amount, credit_before from new_rows where credit_before is not null) l",
				"union all select id, credit, amount, credit_before from new_rows where credit_before is not null and kind <> 2) l"),
			Package: "./rooms/journal", Run: "^TestRoundFromSealToSettlement$"},
		{Name: "denial-leaves-a-trace", Bar: "B1", What: "A refused operation leaves the lines before it in the balance.",
			Edits:   in("wallet/till.go", "*u.account = u.was", "_ = u.was"),
			Package: "./wallet", Run: "^(TestTill|TestTillKeepsMoney)$"},
		{Name: "guard-not-undone", Bar: "B1", What: "A refused operation stays counted against the player's own limit.",
			Edits:   in("wallet/till.go", "u.account.Guards = u.guards", "_ = u.guards"),
			Package: "./wallet", Run: "^(TestTill|TestTillKeepsMoney)$"},
		{Name: "funds-not-asked", Bar: "B2", What: "A stake is allowed whatever the balance is.",
			Edits:   in("wallet/till.go", "if a.Balance < l.Amount {", "if a.Balance < 0 {"),
			Package: "./wallet", Run: "^(TestTill|TestTillKeepsMoney)$"},
		{Name: "stop-not-asked", Bar: "B1", What: "An excluded player may stake.",
			Edits:   in("wallet/till.go", "if a.Stop != NoStop {", "if a.Stop < NoStop {"),
			Package: "./wallet", Run: "^TestTill$"},
		{Name: "topup-twice", Bar: "B4", What: "A reference that stands for one posting is taken for another.",
			Edits:   in("wallet/topup.go", "if was != hash {", "if len(was) != len(hash) {"),
			Package: "./wallet", Run: "^TestTopUps$"},
		{Name: "topup-check-outside", Bar: "B13", What: "Two payments at once of one reference do not see each other: it is looked up before the account's lock.",
			Edits: in("wallet/topup.go", "\tlocked, err := lock(ctx, tx, accounts...)\n\tif err != nil {\n\t\treturn nil, err\n\t}\n\tposted, err := postings(ctx, tx, refs...) // after the lock: two at once see each other\n",
				"\tposted, err := postings(ctx, tx, refs...)\n\tif err != nil {\n\t\treturn nil, err\n\t}\n\tlocked, err := lock(ctx, tx, accounts...)\n"),
			Package: "./wallet", Run: "^TestTopUpsAtOnce$", Tries: 3},

		{Name: "grant-update-lines", Bar: "B14", What: "The server's role may change lines of the ledger.",
			Edits: in(ledgerSQL, "grant select, insert on transfers, bets, postings, log, plays to croupier_app;",
				"grant select, insert, update, delete on transfers, bets, postings, log, plays to croupier_app;"),
			Package: "./rooms/journal", Run: roles},
		{Name: "grant-update-balance", Bar: "B14", What: "The server's role may write a balance.",
			Edits:   in(ledgerSQL, "update (stop) on accounts to croupier_app", "update (stop, balance) on accounts to croupier_app"),
			Package: "./rooms/journal", Run: roles},
		{Name: "balance-below-zero", Bar: "B14", What: "The database lets a balance fall below zero.",
			Edits:   in(ledgerSQL, "balance bigint not null default 0 check (balance >= 0),", "balance bigint not null default 0,"),
			Package: "./rooms/journal", Run: roles},
		{Name: "currencies-mix", Bar: "B14", What: "The database lets a line join two currencies.",
			Edits: in(ledgerSQL, "check ((((debit # credit) >> 4) & 4095) = 0 and ((debit >> 4) & 4095) > 0)",
				"check (((debit >> 4) & 4095) > 0)"),
			Package: "./rooms/journal", Run: roles},
		{Name: "player-to-player", Bar: "B14", What: "The database lets money go from player to player.",
			Edits: in(ledgerSQL, "check (not ((debit & 15) in (1, 2, 6, 10) and", "check (not ((debit & 15) in (16) and").
				and(guardSQL, "when 2 then (debit & 15) = 3 and", "when 2 then (debit & 15) in (1, 3) and"),
			Package: "./rooms/journal", Run: roles},
		{Name: "missing-account", Bar: "B14", What: "Money that goes to an account that does not exist vanishes.",
			Edits: in(chainSQL, "if want <> got then\n    raise exception 'croupier: % sides of players",
				"if want < got then\n    raise exception 'croupier: % sides of players"),
			Package: "./rooms/journal", Run: roles},
		{Name: "ended-round-paid", Bar: "B14", What: "The database lets money enter and leave a round that has ended.",
			Edits: in(chainSQL, "where r.id = d.round and r.phase in (1, 2) and m.id", "where r.id = d.round and r.phase > 0 and m.id").
				and(ledgerSQL, "constraint rounds_escrow check (phase < 3 or staked - returned = kept),", "constraint rounds_escrow check (true),"),
			Package: "./wallet", Run: "^TestB14TheDatabaseRefuses$"},

		{Name: "verify-blind-to-balances", Bar: "O1", What: "The check of the books does not compare balances with their lines.",
			Edits:   in("wallet/checks.go", "and (a.id is null or a.balance <> coalesce(l.sum,0))", "and a.id is null"),
			Package: "./wallet", Run: "^TestVerifyFinds$"},
		{Name: "verify-blind-to-bets", Bar: "O2", What: "The check of the books does not ask for each bet's money.",
			Edits:   in("wallet/checks.go", "where b.stake <> coalesce(l.sum,0)", "where b.stake < 0 and b.stake <> coalesce(l.sum,0)"),
			Package: "./wallet", Run: "^TestVerifyFinds$"},
		{Name: "verify-blind-to-gaps", Bar: "O6", What: "The check of the books does not see a gap in a room's log.",
			Edits:   in("wallet/checks.go", "where m.seq <> m.log_to+coalesce(l.steps,0) or m.seq <> coalesce(l.last,m.log_to)", "where m.seq < coalesce(l.last,m.log_to)"),
			Package: "./wallet", Run: "^TestVerifyFinds$"},
		{Name: "selftest-without-books", Bar: "O1", What: "A house whose books are wrong takes its rooms all the same.",
			Edits: in("server/app/selftest.go", "\tif !books.OK() {",
				"\tif false && !books.OK() {"),
			Package: "./server", Run: "^TestWhatIsWrongIsSaidBeforeARoomIsTaken$"},
		{Name: "checker-mute", Bar: "O1", What: "A book that is found wrong stops nothing.",
			Edits:   in("wallet/checker.go", "if !r.OK() && c.cfg.OnMismatch != nil {", "if !r.OK() && c.cfg.OnMismatch == nil {"),
			Package: "./wallet", Run: "^TestChecker$", Hangs: true, Timeout: hangMax / 3},
		{Name: "checker-halted", Bar: "O1", What: "The books are checked once, and never again.",
			Edits:   in("wallet/checker.go", "for ctx.Err() == nil {", "for range 1 {"),
			Package: "./wallet", Run: "^TestChecker$"},
	}
}

package main

// journalMutants are bugs of what makes steps durable.
func journalMutants() []Mutant {
	const decide, batch, write, lane = "rooms/journal/decide.go", "rooms/journal/batch.go", "rooms/journal/write.go", "rooms/journal/lane.go"
	return []Mutant{
		{Name: "probe-before-lock", Bar: "B3", What: "Ids are looked up before the accounts are locked.",
			Edits: in(batch, "\tif len(k.betIDs) > 0 {\n\t\tq.Queue(probeBetsSQL, k.betIDs, k.betPlayers).Query(b.scanBets)\n\t}\n", "").
				and(batch, "\tq.Queue(lockRoomsSQL, k.rooms).Query(b.scanRooms)\n",
					"\tif len(k.betIDs) > 0 {\n\t\tq.Queue(probeBetsSQL, k.betIDs, k.betPlayers).Query(b.scanBets)\n\t}\n\tq.Queue(lockRoomsSQL, k.rooms).Query(b.scanRooms)\n"),
			Package: "./rooms/journal", Run: "^TestB03OneIDBehindAHeldAccount$", Tries: 3},
		{Name: "params-hash-skipped", Bar: "B4", What: "An id that stands for one bet is taken for another.",
			Edits: in(decide, "s.hash != nil && !bytes.Equal(s.hash, e.Bet.Hash[:])",
				"len(s.hash) > 32 && !bytes.Equal(s.hash, e.Bet.Hash[:])"),
			Package: "./rooms/journal", Run: "^TestB05AnIDHasOneAnswer$"},
		{Name: "refusal-not-stored", Bar: "B5", What: "A refusal for want of funds is forgotten: the same id may be accepted later.",
			Edits: in(decide, "return b.refuse(e, denialAnswer(e, denial), denied)",
				"return rooms.Verdict{Outcome: rooms.Refused, Answer: denialAnswer(e, denial)}, nil"),
			Package: "./rooms/journal", Run: "^TestB05AnIDHasOneAnswer$"},
		{Name: "unknown-run-again", Bar: "B7", What: "A batch whose COMMIT got no answer is run again without a look.",
			Edits:   in(lane, "\t\t\tif committed {\n\t\t\t\treturn l.answer(b)", "\t\t\tif committed && b.number < 0 {\n\t\t\t\treturn l.answer(b)"),
			Package: "./rooms/journal", Run: "^TestB07UnknownCommit$"},
		{Name: "unknown-told-as-done", Bar: "B7", What: "A batch whose COMMIT got no answer is told as committed.",
			Edits:   in(lane, "\t\t\tif committed {\n\t\t\t\treturn l.answer(b)", "\t\t\tif committed || b.number > 0 {\n\t\t\t\treturn l.answer(b)"),
			Package: "./rooms/journal", Run: "^TestB07UnknownCommit$"},
		{Name: "looked-up-without-lock", Bar: "B7", What: "What became of a COMMIT is asked by a plain SELECT, while it may still come true.",
			Edits:   in(write, "q.Queue(lockRoomsSQL, ids)", "q.Queue(`select 1 from rooms where id=any($1::int8[])`, ids)"),
			Package: "./rooms/journal", Run: "^TestB07UnknownCommit$"},
		{Name: "commit-error-ignored", Bar: "B21", What: "A COMMIT that the database turned into a rollback counts as done.",
			Edits:   in("store/tx.go", "return errors.Is(err, pgx.ErrTxCommitRollback) || errors.As", "return errors.As"),
			Package: "./store", Run: "^TestCommit"},
		{Name: "state-not-compared", Bar: "B10", What: "A round is settled in whatever phase it is.",
			Edits: in(decide, "case round.phase != e.Phase:", "case round.phase > games.Void:").
				and(write, "where r.id=x.id and r.phase=x.found returning 1)", "where r.id=x.id returning 1)").
				and(ledgerSQL, "(old.phase > 2 and new.phase <> old.phase)", "(old.phase > 4)").
				and(guardSQL, "where r.id = d.round and r.phase in (1, 2) and m.id", "where r.id = d.round and r.phase > 0 and m.id").
				and(ledgerSQL, "constraint rounds_escrow check (phase < 3 or staked - returned = kept),", "constraint rounds_escrow check (true),"),
			Package: "./rooms/journal", Run: "^(TestB10SettleOnce|TestB11OneEnd|TestB10DatabasePaysARoundOnce|TestBadSteps)$"},
		{Name: "void-any-time", Bar: "B11", What: "A round that was settled can still be voided.",
			Edits:   in(decide, "case round.phase != e.Phase:", "case round.phase != e.Phase && e.Then != games.Void:"),
			Package: "./rooms/journal", Run: "^(TestB10SettleOnce|TestB11OneEnd|TestB10DatabasePaysARoundOnce|TestBadSteps)$"},
		{Name: "accounts-not-locked", Bar: "B15", What: "Balances are read without their rows' locks.",
			Edits: in("wallet/accounts.go", "where id=any($1::int8[]) order by id for no key update`", "where id=any($1::int8[]) order by id`").
				and("wallet/accounts.go", "LockSkipSQL   = LockSQL + ` skip locked`", "LockSkipSQL   = LockSQL"),
			Package: "./rooms/journal", Run: "^(TestB02FundsForExactlyK|TestCaseHeldAccountPutsOffItsRoomAlone|TestB03OneIDOnTwoJournals)$", Tries: 3},
		{Name: "deferred-out-of-order", Bar: "B15", What: "Entries that were put off come after the later ones of their room.",
			Edits:   in("rooms/journal/writer.go", "w.queue = append(deferred, w.queue...)", "w.queue = append(w.queue, deferred...)"),
			Package: "./rooms/journal", Run: "^(TestCaseHeldAccountPutsOffItsRoomAlone|TestB01JournalAgreesWithModel|TestB03OneIDBehindAHeldAccount)$", Tries: 3},
		{Name: "poison-not-alone", Bar: "B21", What: "A step that the database refuses takes the rest of its batch down.",
			Edits:   in(lane, "\tif len(items) == 1 {\n\t\tl.j.answer(items[0], rooms.Verdict{Outcome: rooms.Failed, Err: err})\n\t\treturn nil\n\t}\n", "\tfor _, it := range items {\n\t\tl.j.answer(it, rooms.Verdict{Outcome: rooms.Failed, Err: err})\n\t}\n\tif len(items) > 0 {\n\t\treturn nil\n\t}\n"),
			Package: "./rooms/journal", Run: "^TestCasePoisonedStepIsAlone$"},
		{Name: "shutdown-told-as-failed", Bar: "B7", What: "An error that comes with the end of the connection is told as a refusal, though COMMIT was sent.",
			Edits:   in(lane, "\t\tif commitSent {\n\t\t\treturn &batchError{unknown, err}", "\t\tif commitSent && pe != nil {\n\t\t\treturn &batchError{refused, err}"),
			Package: "./rooms/journal", Run: "^(TestSortError|TestB07UnknownCommit)$"},
		{Name: "forgets-that-sync-is-off", Bar: "B20", What: "A server starts on a PostgreSQL that forgets what it acknowledged.",
			Edits:   in("store/check.go", "('fsync','full_page_writes','synchronous_commit')", "('fsync','full_page_writes')"),
			Package: "./store", Run: "^TestRefuses"},
	}
}

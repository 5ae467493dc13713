package main

// sessionMutants are bugs of players' own rooms: of their pairs of seeds, and of
// one round at a time.
func sessionMutants() []Mutant {
	const (
		core    = "rooms/core.go"
		flight  = "rooms/flight.go"
		session = "rooms/session.go"
		guard   = "store/migrations/0007_sessions.sql"
	)
	return []Mutant{
		{Name: "unfinished-allowed", Bar: "B38", What: "A player spins at a machine while a round waits at another.",
			Edits:   in("rooms/journal/session.go", "if e.Open == nil || e.Seat == 0 {", "if e.Open == nil || e.Seat != 0 {"),
			Package: "./rooms/journal", Run: "^TestB38OneRoundAtATime$"},
		{Name: "unfinished-in-a-batch", Bar: "B38", What: "Two machines of one player's take a spin in one batch.",
			Edits:   in("rooms/journal/session.go", "if e.Open != nil && e.Seat != 0 && !e.Then.Ended() {", "if false {"),
			Package: "./rooms/journal", Run: "^TestB38OneRoundAtATime$"},
		{Name: "told-seed-opens", Bar: "B34", What: "The database lets a round open whose pair of seeds was told.",
			Edits:   in(guard, "if found and (pair.told is not null or", "if found and (false or"),
			Package: "./rooms/journal", Run: "^TestB34RevealedSeedPricesNoBet$"},
		{Name: "told-without-a-lock", Bar: "B34", What: "A pair of seeds is told without a look at who opens a round of it at that moment.",
			Edits: in(guard, "  perform 1 from rounds where room = new.room and id between new.from_round and new.to_round and phase = 0 order by id for update;\n",
				""),
			Package: "./rooms/journal", Run: "^TestB34RevealedSeedPricesNoBet$", Env: []string{"CROUPIER_BARS=commit"}, Tries: 3},
		{Name: "told-in-use", Bar: "B34", What: "The database lets a pair be told while a round of it is under way.",
			Edits:   in(guard, "if exists (select 1 from rounds where room = new.room and phase in (1, 2))", "if false"),
			Package: "./rooms/journal", Run: "^TestSessionStepsThatAreNone$"},
		{Name: "seed-told-with-the-round", Bar: "B34", What: "The seed of a session's round is told when it ends, and with it what the next ones need.",
			Edits:   in(flight, "c.seat == 0 { // a pair", "c.seat >= 0 { // a pair"),
			Package: "./rooms", Run: "^TestSpinsDrawFromThePair$"},
		{Name: "rotation-behind-a-spin", Bar: "B34", What: "A pair is rotated out while a spin of it is on its way.",
			Edits:   in(session, "case c.next.flying > 0 || c.opFlying", "case c.opFlying"),
			Package: "./rooms", Run: "^TestRotationWaitsForTheRound$"},
		{Name: "spin-behind-a-rotation", Bar: "B34", What: "A spin is drawn from a pair whose rotation is on its way.",
			Edits:   in(core, "|| c.opFlying || c.rotating):", "|| c.opFlying):"),
			Package: "./rooms", Run: "^TestRotationWaitsForTheRound$"},
		{Name: "strangers-at-the-machine", Bar: "B49", What: "Anybody joins a player's own room.",
			Edits:   in(session, "return c.seat == 0 || c.seat == who.Player }", "return true }"),
			Package: "./rooms", Run: "^TestOthersFindNoSuchRoom$"},
		{Name: "server-seed-ignored", Bar: "B34", What: "A round's seed comes from the player's part alone: it can be ground.",
			Edits:   in("rng/fairness/session.go", "mac := hmac.New(sha256.New, seed[:])", "mac := hmac.New(sha256.New, nil)"),
			Package: "./rng/fairness", Run: "^TestB34GroundClientSeeds$"},
		{Name: "nonce-stands-still", Bar: "B34", What: "All rounds of a pair are drawn alike.",
			Edits:   in("rng/fairness/session.go", "uint64(round-from))", "uint64(from-from))"),
			Package: "./rng/fairness", Run: "^TestPairFollows$"},
	}
}

package main

// ownerMutants are bugs of terms, leases and takeovers.
func ownerMutants() []Mutant {
	const term, node = "rooms/journal/term.go", "rooms/journal/node.go"
	return []Mutant{
		{Name: "no-fence", Bar: "B26", What: "An owner whose term is over still writes.",
			Edits: in("rooms/journal/decide.go", "case r.term != e.Term:", "case r.term < e.Term:").
				and("rooms/journal/write.go", "where m.id=x.id and m.term=x.term returning 1)", "where m.id=x.id returning 1)"),
			Package: "./rooms/journal", Run: "^(TestB26StaleTerm|TestB26TakeoverUnderLoad|TestB26StoppedOwner)$"},
		{Name: "takeover-does-not-wait", Bar: "B26", What: "A takeover raises no term: the old owner's writes look like the new one's.",
			Edits:   in(term, "update rooms set node=$3, term=term+1 where `+which+`", "update rooms set node=$3, term=greatest(term,1) where `+which+`"),
			Package: "./rooms/journal", Run: "^(TestClaim|TestB26StaleTerm|TestB26TakeoverUnderLoad)$"},
		{Name: "lease-not-asked", Bar: "B27", What: "Rooms are taken from a node whose lease is good.",
			Edits:   in(term, "and id<>$2 and (dead or expires_at<clock_timestamp())", "and id<>$2"),
			Package: "./rooms/journal", Run: "^(TestClaim|TestB27RenewalMeetsTakeover)$"},
		{Name: "two-winners", Bar: "B27", What: "Of nodes that grab one lease, each believes that it has the room.",
			Edits:   in(term, "free := `(node is null or node=any($2::int8[]))`", "free := `(node is null or $2::int8[] is not null or true)`"),
			Package: "./rooms/journal", Run: "^TestB27EightNodesGrabOneLease$"},
		{Name: "released-not-raised", Bar: "B26", What: "A room that is given up keeps its term.",
			Edits:   in(term, "update rooms set node=null, term=term+1 where id=$1", "update rooms set node=null where id=$1"),
			Package: "./rooms/journal", Run: "^(TestB26StoppedOwner|TestClaim)$"},
		{Name: "lease-past-its-end", Bar: "B26", What: "A node that could not renew its lease goes on.",
			Edits:   in(node, "if left <= 0 {", "if left <= -time.Hour {"),
			Package: "./rooms/journal", Run: "^TestLost$", Timeout: hangMax, Hangs: true},
		{Name: "dead-may-renew", Bar: "B27", What: "A node that was declared dead renews its lease.",
			Edits:   in(node, "where id=$1 and not dead\nreturning clock_timestamp()", "where id=$1\nreturning clock_timestamp()"),
			Package: "./rooms/journal", Run: "^(TestB27RenewalMeetsTakeover|TestLost)$", Hangs: true, Timeout: hangMax},
		{Name: "room-time-runs-back", Bar: "B28", What: "Room time follows a database clock that steps back.",
			Edits:   in("rooms/journal/clock.go", "c.last = max(c.last, games.Moment(", "c.last = max(0, games.Moment("),
			Package: "./rooms/journal", Run: "^TestClock$"},
		{Name: "room-time-ahead", Bar: "B28", What: "Room time counts a reading from when it was asked for, and stands still until then.",
			Edits:   in("rooms/journal/clock.go", "c.db.Add(mono-c.mono)", "c.db.Add(mono-mono)"),
			Package: "./rooms/journal", Run: "^TestClock$"},
		{Name: "lost-lease-plays-on", Bar: "B26", What: "A node whose lease is lost goes on with its tables.",
			Edits:   in("server/owner/owner.go", "OnLost: func(error) { o.cfg.Hall.StopAll() },", "OnLost: func(error) {},"),
			Package: "./server/owner", Run: "^(TestLostLease|TestLeaseThatCannotBeRenewed)$", Timeout: hangMax, Hangs: true},
		{Name: "faulty-room-not-given-up", Bar: "B18", What: "A room that stopped by a fault is never opened again.",
			Edits:   in("server/owner/owner.go", "if _, open := o.cfg.Hall.Room(room); open {", "if _, open := o.cfg.Hall.Room(room); open || term > 0 {"),
			Package: "./server/owner", Run: "^TestFaultyRoomComesBack$", Timeout: hangMax, Hangs: true},
	}
}

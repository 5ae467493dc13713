// Package siege kills, stops, blinds and misleads real server processes under
// load, and then has everything recounted (B6, B16-B20, B26, B28, B33, B36). It
// holds tests only.
//
// A house is what several servers share: a PostgreSQL of the test's own with all
// of its durability on, a Redis, keys and tables. Bots play at whoever owns their
// room and follow it. A trial is always the same:
//
//	load ─► fault ─► heal ─► everybody seated, bets accepted again ─► judge
//
// and the judges are the same after each (reliability, O1-O4, O6, O9, O10):
//
//	the auditor          what every bot was told, recounted with its own payouts
//	every id again       each verdict as it was
//	wallet.Verify        the books, from their lines
//	the rooms' logs      terms that only rise, rounds that ended once
//
// One house lives through all trials of a bar: what an earlier fault damaged, a
// later one meets.
//
// The servers are built by the tests. GOFLAGS=-overlay=FILE reaches that build,
// so that a planted bug gets into them.
package siege

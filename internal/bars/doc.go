// Package bars is what the safety tests have in common: how many trials a bar
// needs at which level, and the record of what happened in them, of which the
// result sheets are made (reliability, "result sheet").
//
//	r := bars.Start(t, "B10", "settle one round ten times at once", bars.N{Quick: 30, Commit: 300, Night: 3000})
//	for i := range r.Trials() {
//		…
//		r.Landed("race", "closed", 1)
//		r.Trial()
//	}
//	r.Must("both owners wrote at once")
//
// The level is CROUPIER_BARS: quick (each `make test`), commit (`make chaos`),
// night (`make chaos-long`). With CROUPIER_SHEETS=folder each bar leaves its
// record there, one JSON file.
package bars

// Package crash is a curve that everybody watches: it grows from 1.00 until it
// ends, and whoever has cashed out by then is paid what it had reached.
//
//	       opensAt            closesAt              at once               bustsAt
//	none ──────────► open ──────────────► closed ─────────────► closed ─────────────► settled
//	        opened   │ bet → placed        closed    armed,     │   │     result, paid
//	                 │ undo, clear                   started    │   │
//	                 │       → takenBack                        └───┘ cashOut → cashedOut
//	                 └─ void ► void                                   targets → cashedOut
//	                                                                  every 250 ms: beat
//
// # The law
//
// The arming step draws r = Uintn(2^52). The curve ends at
// floor((1−edge)·100·2^52/(2^52−r)) hundredths, at least 1.00: bustabit's law
// (figures d5), in integers. It reaches k/100 with a chance of (1−edge)·100/k, so
// that every cash-out above 1.00 returns 1−edge. The point goes to the log for
// nobody, sealed, and to everyone with the result.
//
// # The curve
//
// After t ms it is at floor(100·e^(6t/100000)) hundredths (curve.go): monotone,
// without floats, the same on every machine; testdata/vectors.json holds other
// implementations to it. It lives while it is not above its point. Crash sends no
// ticks: the start and the law are public, the page draws the curve.
//
// A cash-out by hand is judged by Cmd.At, the moment at which the table heard of
// it: it gets what the curve is at then, and the end waits for it (ErrBusy) while
// it flies. A bet also leaves by itself at its target: its own cashAt, or where it
// has won what a bet may win at most here. Targets are paid by the system in
// their order, each at its own multiplier, however late the clock is. Whoever
// names the point itself is paid.
//
// # A takeover
//
// The curve goes on by room time, and with it the bets that name where they
// leave. Whoever plays by hand could not leave while nobody heard: after a
// takeover of a running curve all bets without a cash-out of their own leave it as
// of the last beat, by "rescue", wherever it ends (rescued). It is nobody's
// choice, and no news of the point: a bet that stood at m when the beat was put on
// the log was worth m, whatever its player had in mind. To pay only those whose
// curve ended in the gap would pay a bet that is played blindly 107.5 %. What a
// curve grew between its last beat and the node's silence, 0.75 % on the average,
// stays with the house. A curve that ended at 1.00 never lived.
//
// A round that has paid is never voided, and neither is an armed one whose source
// can be read.
//
// # What the server wires
//
// Source. A room's sources are the links of a hash chain (games.Chained,
// fairness.Chains): sealed one by one and announced before the first of its rounds.
// Seal hands out the stored box and commitment of a round instead of a fresh seed;
// rooms draws from it and reveals its seed, the link, as of any other game. A void
// round leaves its link unused. With any link, Chain.Earlier gives the sources of
// all rounds before it. A chain with a salt draws from the salted link
// (Source.Salted): whoever makes a source of a revealed seed salts it too.
//
// Money. A cash-out and a step of targets pay in closed, before the end, by moves of
// kind Pay; what was paid counts in the round's returned at once. A target's step
// has at most 200 of them, the end as many as there are bets.
//
// Heartbeat and cash-outs need no timer of the server's: Wait().Until is the next
// of target, beat and end, and rooms sends Timeout then. Wait().Hidden is set
// while the curve runs, because Until may be its end: it goes into no card, frame,
// metric or log line.
//
// Takeover. An armed table draws nothing more: a room that cannot read the source of
// one any more may go on, and has only its seed to reveal late.
package crash

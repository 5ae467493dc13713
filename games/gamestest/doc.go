// Package gamestest is the conformance suite that every game passes. It is
// imported by tests only.
//
//	func TestConformance(t *testing.T) {
//		gamestest.Run(t, gamestest.Suite{Rules: …, Options: …, Ask: …})
//	}
//
// The suite plays random rounds as a room would: it decides commands, holds
// their steps, lets verdicts come in any order in which a journal may give
// them, and keeps the log. It shows that
//
//   - Decide changes nothing, and decides the same when asked again with the
//     same draws;
//   - Hold and Drop leave no trace, and Hold and Apply is Apply: whenever no
//     step is in flight, the table has the bytes of a fold of its log, and no
//     view shows a held step;
//   - a log that went through the codec replays to the same table, views and
//     carry, and the carry begins the next round;
//   - the money of a round is conserved: every move is positive, belongs to the
//     player of its event, and nothing is refunded that was not staked; where a game pays for bets of rounds before (Later), they
//     were staked there, and no more comes back than that;
//   - an operator's void is granted while the round is open, gives back all and
//     leaves the carry as it was; past the close it is refused, unless the source
//     is lost; nobody else's is granted;
//   - what a table keeps sealed of earlier rounds (games.Keeper) it says beforehand, and
//     its carry says so too;
//   - a log decided again, step by step, gives the same steps;
//   - everyone's view holds nothing private, a player's nothing of another's;
//   - the system's commands are the system's;
//   - a round that only Timeouts drive comes to its end;
//   - the listed types are structs without maps, floats and pointers to shared
//     state, and survive the codec.
//
// Tables have to be json.Marshalers that write their whole state: a struct
// whose fields are not exported would otherwise marshal as {} and hide every
// difference.
package gamestest

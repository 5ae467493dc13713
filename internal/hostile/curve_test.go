package hostile

// curves asks for something at the crash table whose bets are open.
func curves(name, ask, body, want string) row {
	return at(curveRoom, "curve: "+name,
		`{"t":"act","cid":1,"room":66,"round":{round},"id":"{id}","ask":"`+ask+`","body":`+body+`}`, want)
}

// B8, B36: bets on a curve that are none, and cash-outs that are not due.
func curveRows() []row {
	return []row{
		curves("stake of nothing", "bet", `{"stake":0}`, "verdict refused below_min"),
		curves("no stake", "bet", `{"cashAt":200}`, "verdict refused below_min"),
		curves("stake below nothing", "bet", `{"stake":-500}`, "verdict refused below_min"),
		curves("stake of the least integer", "bet", `{"stake":-9223372036854775808}`, "verdict refused below_min"),
		curves("stake of the greatest integer", "bet", `{"stake":9223372036854775807}`, "verdict refused above_table"),
		curves("stake of 2^63", "bet", `{"stake":9223372036854775808}`, "error malformed"),
		curves("stake with a fraction", "bet", `{"stake":500.5}`, "error malformed"),
		curves("stake as text", "bet", `{"stake":"500"}`, "error malformed"),
		curves("stake off the step", "bet", `{"stake":250}`, "verdict refused bad_step"),
		curves("a list of stakes", "bet", `{"stake":[500,500]}`, "error malformed"),
		curves("a bet of another game", "bet", one("500"), "error malformed"),
		curves("a field for the payout", "bet", `{"stake":500,"back":100000}`, "error malformed"),
		curves("a field for the point", "bet", `{"stake":500,"point":100000}`, "error malformed"),
		curves("cash-out at 1.00", "bet", `{"stake":500,"cashAt":100}`, "verdict refused bad_ask"),
		curves("cash-out at 0.50", "bet", `{"stake":500,"cashAt":50}`, "verdict refused bad_ask"),
		curves("cash-out below nothing", "bet", `{"stake":500,"cashAt":-200}`, "verdict refused bad_ask"),
		curves("cash-out beyond the end", "bet", `{"stake":500,"cashAt":100001}`, "verdict refused bad_ask"),
		curves("cash-out at the greatest integer", "bet", `{"stake":500,"cashAt":9223372036854775807}`, "verdict refused bad_ask"),
		curves("cash-out with a fraction", "bet", `{"stake":500,"cashAt":1.5}`, "error malformed"),
		curves("cash-out as text", "bet", `{"stake":500,"cashAt":"200"}`, "error malformed"),
		curves("off a curve that has not started", "cashOut", `{"bet":"{id}"}`, "verdict refused closed"),
		curves("somebody else's bet", "cashOut", `{"bet":"{curve}"}`, "verdict refused closed"),
		curves("no bet", "cashOut", `{}`, "verdict refused closed"),
		curves("a bet that is no id", "cashOut", `{"bet":"all"}`, "error malformed"),
		curves("two bets", "cashOut", `{"bet":["{id}","{curve}"]}`, "error malformed"),
		curves("a multiplier of one's own", "cashOut", `{"bet":"{curve}","times":100000}`, "error malformed"),
		curves("a moment of one's own", "cashOut", `{"bet":"{curve}","atMs":1}`, "error malformed"),
		curves("by the system", "cashOut", `{"bet":"{curve}","by":"rescue"}`, "error malformed"),
		curves("somebody else's bet back", "undo", `{}`, "verdict refused nothing"),
		curves("a takeover of one's own", "rescued", `{"beatAtMs":1,"times":1000}`, "verdict refused bad_ask"),
		curves("a beat of one's own", "beat", `{"atMs":1}`, "verdict refused bad_ask"),
	}
}

package gen

// closeMeans are the close codes by their constants: what happened, and what a
// client does then.
var closeMeans = map[string]struct{ means, does string }{
	"CloseGoingAway":    {"The server stops or restarts. The reason is a number: how many milliseconds to wait first.", "Waits that long, connects again and resumes."},
	"CloseSlow":         {"The client read too slowly, and its queue was full.", "Connects again and resumes; what it missed is told again."},
	"CloseNoPong":       {"No answer to a ping for ten seconds.", "Connects again and resumes."},
	"CloseReplaced":     {"This connection's resume token was used by another one.", "Leaves the table to the newer connection."},
	"CloseMoved":        {"The room is owned by another node. The reason is the address to resume at.", "Resumes there."},
	"CloseBadMessage":   {"What came was not this protocol: something before hello, or too much that is malformed.", "Stops: it has a fault."},
	"CloseVersion":      {"There is no version that both speak.", "Loads itself anew; a program needs an update."},
	"CloseSignedOut":    {"The session has ended: signed out, idle for half an hour, or ended by the house.", "Signs in again."},
	"CloseBadTicket":    {"The ticket or resume token is forged, used or expired.", "Fetches a new ticket and says hello with it."},
	"CloseTooMany":      {"Too many messages or bytes on this connection, or too many connections of one session.", "Stops; connects again later, and with fewer windows."},
	"CloseHelloTimeout": {"No hello within five seconds of connecting.", "Connects again and says hello at once."},
}

// errorMeans are the codes of errors. An error is no verdict: nothing was
// stored and the id is unused.
var errorMeans = map[string]string{
	"malformed":     "Not a message of this protocol, or a body that is not of the ask's type. The same message will be refused again.",
	"not_signed_in": "This connection only watches. Sign in, and say hello with a ticket.",
	"bad_id":        "The id is no UUIDv7 in lower case, or its time is more than a day off. Make a new one.",
	"conflict":      "The id was used for another request. The first one's verdict stands; inquire to hear it.",
	"no_room":       "There is no such room.",
	"no_owner":      "The room is moving to another node. Try again in a moment.",
	"rate":          "Too fast for this kind of message. Try again after afterMs.",
	"busy":          "A queue is full. Try again after afterMs, with the same id.",
	"not_joined":    "Join the room first.",
	"pending":       "The verdict is not known yet. Inquire again in a moment.",
	"too_many":      "One connection joins 64 rooms at most. Leave some.",
}

// refusalMeans are the codes of refusals. A refusal is a verdict: it is stored
// under its id for ever, and no money moved.
var refusalMeans = map[string]string{
	"closed":        "Betting is not open in this round.",
	"wrong_round":   "The request names a round that is not under way.",
	"bad_ask":       "The request makes no sense at this table.",
	"bad_spot":      "There is no such spot.",
	"twice_spot":    "One spot is named twice in a bet.",
	"below_min":     "The stake is below the least; limit says it.",
	"above_spot":    "The spot's most would be passed; limit says it, value what it would be.",
	"above_table":   "The player's most in a round would be passed.",
	"above_house":   "The room could lose more than it may in this round.",
	"bad_step":      "The stake is no multiple of the chip step; limit says it.",
	"too_many":      "The player has as many bets in this round as one may; limit says how many.",
	"nothing":       "There is nothing to take back.",
	"not_your_turn": "It is another player's turn.",
	"seat_taken":    "Somebody else has that seat, or has it kept.",
	"needs_seat":    "A side bet needs a hand of the player's own at that seat.",
	"own_seat":      "One cannot bet behind oneself.",
	"stale":         "The hand has other cards by now, or its turn is over.",
	"illegal_play":  "That is no legal act of the hand.",
	"no_funds":      "The balance is too small; value says it.",
	"stopped":       "The account may not stake at present.",
	"guarded":       "A limit that the player set would be passed; limit says it.",
	"withdrawn":     "The id was inquired about before any request came with it: none can be accepted under it any more.",
	"paused":        "The table is paused: no further round opens.",
	"unfinished":    "A round of the player's own is under way, at this machine or another, and comes first; value is its id.",
	"too_soon":      "A spin before the least time of a cycle has passed.",
	"fault":         "The house could not store the request. Nothing was staked.",
}

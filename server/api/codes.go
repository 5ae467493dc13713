package api

import (
	"cmp"
	"net/http"
	"slices"

	"croupier/players"
)

// ProblemCode is a code of problems and what it says, for the document.
type ProblemCode struct {
	Code     string `json:"code"`
	Status   int    `json:"status"`
	Sentence string `json:"sentence"`
}

// problemCodes lists every code that an operation may answer with.
func problemCodes() []ProblemCode {
	all := []ProblemCode{
		{"malformed", http.StatusBadRequest, "The request cannot be read: no JSON, or a field that is given twice."},
		{"forbidden", http.StatusForbidden, "This is not allowed."},
		{"cross_origin", http.StatusForbidden, "The request came from a page of another site."},
		{"not_found", http.StatusNotFound, "There is nothing at this address."},
		{"no_room", http.StatusNotFound, "There is no such room."},
		{"no_round", http.StatusNotFound, "There is no such round."},
		{"method_not_allowed", http.StatusMethodNotAllowed, "The address does not take this method; Allow says which it takes."},
		{"not_acceptable", http.StatusNotAcceptable, "The answer is JSON, which the request does not accept."},
		{"timeout", http.StatusRequestTimeout, "The request took too long to arrive."},
		{"too_large", http.StatusRequestEntityTooLarge, "The body is too large."},
		{"unsupported_media_type", http.StatusUnsupportedMediaType, "The body must be JSON, and be called so."},
		{"invalid", http.StatusUnprocessableEntity, "A field is missing, unknown or out of its range; errors says which."},
		{"rate", http.StatusTooManyRequests, "Too many requests from this network; Retry-After says when to try again."},
		{"fault", http.StatusInternalServerError, textFault},
		{"unavailable", http.StatusServiceUnavailable, textTimeout},
		{"unknown", http.StatusServiceUnavailable, textUnknown},
		{"not_player", http.StatusForbidden, "Operators do not play. Sign in as a player."},
		{"not_operator", http.StatusForbidden, "This is for operators. Sign in as one."},
		{"not_loopback", http.StatusForbidden, "Test players are made on the server's own machine only."},
		{"wrong_round", http.StatusConflict, "That round is not under way at this table. Nothing has changed."},
		{"outcome_fixed", http.StatusConflict, "Betting has closed: the outcome is fixed, and the round is settled by it. Nothing has changed."},
		{"bad_why", http.StatusUnprocessableEntity, "Say why, in at most 200 bytes."},
		{"busy", http.StatusServiceUnavailable, "The table is too busy. Nothing has changed; try again in a moment."},
		{"no_owner", http.StatusServiceUnavailable, "The table is moving. Look at its state, then try again in a moment."},
		{"no_machine", http.StatusNotFound, "There is no such machine."},
		{"elsewhere", http.StatusConflict, "The caller's own room is open on another server; detail says at which address."},
		{"full", http.StatusServiceUnavailable, "There is no place for another player's own room. Try again in a while."},
		{"bad_client_seed", http.StatusUnprocessableEntity, "A client seed is 1 to 64 bytes of printable text."},
		{"not_broke", http.StatusConflict, "You still have 10.00 FUN or more. Come back when you have less."},
	}
	for _, e := range players.Errors() {
		all = append(all, ProblemCode{e.ErrorCode(), statusByCode[e.ErrorCode()], e.Text})
	}
	slices.SortFunc(all, func(a, b ProblemCode) int { return cmp.Compare(a.Code, b.Code) })
	return all
}

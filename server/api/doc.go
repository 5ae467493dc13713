// Package api is the HTTP interface for players, and the edge of the house: it
// turns what the domains say into JSON, and their errors into problems (RFC
// 9457) with a code and a sentence that says what to do.
//
// The OpenAPI 3.1 document at /openapi.json is made from the operations here;
// other packages add theirs to the same document (Deps.More).
//
// A request walks through:
//
//	headers ─► panics ─► origin ─► limits ─► decode, strict ─► operation ─► JSON
//
// Who calls is the token of a session, in "Authorization: Bearer" or in the
// cookie that a sign-in sets. It is looked up by the operations that ask.
//
// What spans two domains (registration is a person and an account) is one
// function here, inside store.InTx, that calls one method of each.
package api

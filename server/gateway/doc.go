// Package gateway is the WebSocket side of a node: it accepts connections,
// knows for whom they act, carries their messages to rooms and the rooms'
// frames back, and keeps every queue on the way bounded. It knows no rules and
// no SQL; package wire says what is spoken.
//
// The walk of a message, and of a frame:
//
//	socket → reading goroutine → decode → pace → room's inbox
//	room, wallet, lobby → Send → queue → pump → one write → socket
//
// Nothing on either way waits for the other side: a room is full and says so
// (error busy), a queue is full and the connection is cut (CloseSlow). A frame
// is encoded once and its bytes shared by every queue that it is in.
//
// The life of a connection:
//
//	           hello (5 s)              close, cut, lost
//	accepted ─────────────► greeted ─────────────────────► closing ──► gone
//	   │   ticket, resume      │  joined rooms, lobby,        ▲
//	   │   token or neither    │  wallet, pings               │
//	   └───────────────────────┴──────────────────────────────┘
//	     origin, subprotocol and caps are answered before, over HTTP
//
// accepted: a reading goroutine waits for hello. greeted: welcome was sent; the
// connection acts for a player, or watches. closing: no frame is taken any
// more; the pump writes what is left (or nothing, if cut), then the close frame,
// and ends the socket within closeGrace; the reading goroutine discards what
// comes until then. gone: rooms, wallet, lobby and registry have forgotten it.
//
// Who runs: per connection the reading goroutine always, the pump while there
// is something to write; per gateway four loops (sweeper, session checks,
// lobby, balances). Shutdown waits for all of them. Locks, in order of taking:
// wallet shard or lobby, then a connection's own; the registry's stands alone.
//
// Who may connect: see origins. For whom: a ticket, made by Tokens for an
// authenticated session over HTTP, sealed, 30 s, once, and named in hello; or
// the resume token of an earlier connection. Never a cookie and never the URL.
package gateway

// Command loadtest plays at a running server with many bots over real
// connections, recounts all that they saw, and reports latencies.
//
//	go run ./loadtest --url http://127.0.0.1:8080 --bots 500 --for 60s --json load.json
//
// --spinners sends bots to slot machines besides, each in a room of its own; their
// spins are recounted from what the reels showed, and drawn again from the pairs
// of seeds that they rotate out:
//
//	go run ./loadtest --bots 0 --spinners 500 --for 60s
//
// Exit codes: 0 nothing was wrong; 1 a cent or a round was, or nothing could be
// proved; 2 wrong use, or no server to play at.
//
// With --kills it starts a server of its own from a binary, and kills and
// restarts it under load instead:
//
//	go run ./loadtest --server bin/croupier --kills 10 --bots 100
package main

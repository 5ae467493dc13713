package main

// shoesAfter is how many shoes have to end after the last kill: before that nobody can
// hold the cards that were dealt after it against their seeds.
const shoesAfter = 2

// cardMoments are the phases of a hand and of a shoe at which a server is killed: as
// soon as a bot has heard of one.
func cardMoments() []string {
	return []string{"shuffled", "turn:act", "turn:cards", "turn:deal", "turn:insure", "turn:look", "turn:dealer", "acted", "drawn",
		"closed", "result", "opened", "turn:shuffle", "went"}
}

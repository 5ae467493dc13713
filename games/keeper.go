package games

// Keeper is a table that deals from what an earlier round drew: a shoe lasts many rounds,
// and whoever has the source of the round that shuffled it knows every card to come. A
// table without it needs its source until its own round has ended, and no longer.
type Keeper interface {
	// Keeps names the round whose source has to stay sealed once s is true, its own or
	// an earlier one's; 0: none. The zero step asks for the applied steps. A room
	// that ends a round reveals its source then, unless it is kept; and it reveals
	// a kept one with the step that ends a round and keeps it no more.
	Keeps(s Step) RoundID
}

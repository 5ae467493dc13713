package games

// Chained is rules whose players expect the sources of their rounds to be links of
// one hash chain, announced long before. Who opens a room of theirs takes its
// sources from a chain; the rules themselves see no difference.
type Chained interface {
	Chained()
}

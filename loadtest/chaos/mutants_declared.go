package main

// declaredMutants are bugs of what is declared beforehand: the chain of seeds that was
// announced, and what a game returns.
func declaredMutants() []Mutant {
	const chain, fairness = "rng/fairness/chain.go", "./rng/fairness"
	return []Mutant{
		{Name: "chain-of-bytes", Bar: "B34", What: "A link is the hash of the bytes before it, and not of their text as others' chains have it.",
			Edits: in(chain, "return sha256.Sum256(text[:])",
				"return sha256.Sum256(link[:])"),
			Package: fairness, Run: "^TestChain"},
		{Name: "chain-stands-still", Bar: "B34", What: "All rounds of a chain have one seed.",
			Edits: in(chain, "\t\tlink = NextLink(link)\n\t}\n\treturn Chain{",
				"\t\t_ = NextLink(link)\n\t}\n\treturn Chain{"),
			Package: fairness, Run: "^TestChain"},
		{Name: "salt-forgotten", Bar: "B34", What: "The salt that was drawn after the chain changes no outcome.",
			Edits: in(chain, "\tif len(salt) == 0 {",
				"\tif len(salt) >= 0 {"),
			Package: fairness, Run: "^TestChain"},
		{Name: "declared-otherwise", Bar: "B40", What: "A wheel with prison declares another return than it has.",
			Edits: in("games/roulette/odds.go", "num = num*free + 2*int64(len(o.zeros)*len(o.spots[spot].Covers))",
				"num = num*free + int64(len(o.zeros)*len(o.spots[spot].Covers))"),
			Package: "./server", Run: "^TestEveryGameReturnsWhatItDeclares$"},
		{Name: "partage-returns-all", Bar: "B40", What: "What is declared for la partage counts the whole stake.",
			Edits: in("games/roulette/odds.go", "o.halves[i][z.number] = shared",
				"o.halves[i][z.number] = 2 * shared"),
			Package: "./games/roulette", Run: "^TestPar$"},
	}
}

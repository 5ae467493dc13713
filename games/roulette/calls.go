package roulette

// Call is a bet that is named by its part of the wheel: a page makes an
// ordinary bet of it, so many chips of one value on each of its spots.
type Call struct {
	Name  string      `json:"name"`
	Chips int         `json:"chips"` // of all its spots
	Spots []CallChips `json:"spots"`
}

// CallChips is how many chips of a call stand on a spot.
type CallChips struct {
	Spot  string `json:"spot"`
	Chips int    `json:"chips"`
}

// neighboursMax is how far a bet on a number and its neighbours may reach to
// each side of the wheel.
const neighboursMax = 9

// frenchCalls are the calls of a wheel with one zero (figures d1).
var frenchCalls = []Call{
	{Name: "voisins", Chips: 9, Spots: []CallChips{
		{"trio:0/2/3", 2}, {"split:4/7", 1}, {"split:12/15", 1}, {"split:18/21", 1}, {"split:19/22", 1},
		{"split:32/35", 1}, {"corner:25", 2},
	}},
	{Name: "tiers", Chips: 6, Spots: []CallChips{
		{"split:5/8", 1}, {"split:10/11", 1}, {"split:13/16", 1}, {"split:23/24", 1}, {"split:27/30", 1}, {"split:33/36", 1},
	}},
	{Name: "orphelins", Chips: 5, Spots: []CallChips{
		{"straight:1", 1}, {"split:6/9", 1}, {"split:14/17", 1}, {"split:17/20", 1}, {"split:31/34", 1},
	}},
	{Name: "jeu-zero", Chips: 4, Spots: []CallChips{
		{"split:0/3", 1}, {"split:12/15", 1}, {"split:32/35", 1}, {"straight:26", 1},
	}},
}

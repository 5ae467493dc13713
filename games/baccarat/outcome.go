package baccarat

// Side is who wins, and to whom a card is dealt.
type Side string

// The sides; a tie is nobody's card.
const (
	Player Side = "player"
	Banker Side = "banker"
	Tie    Side = "tie"
)

// Pair is what a side's first two cards have in common.
type Pair string

// The pairs. A perfect one is a pair as well.
const (
	NoPair  Pair = "none"
	Mixed   Pair = "pair"    // the rank
	Perfect Pair = "perfect" // rank and suit
)

// Feat is how a win was made, where a bet or a price asks for it.
type Feat string

// The feats.
const (
	Plain   Feat = ""
	Six     Feat = "six"    // the banker wins with 6
	Dragon7 Feat = "dragon" // the banker wins with 7 of three cards
	Panda8  Feat = "panda"  // the player wins with 8 of three cards
)

// Outcome is all of a hand that a price depends on.
type Outcome struct {
	Winner     Side
	Feat       Feat
	Cards      int // of both together, 4 to 6
	PlayerPair Pair
	BankerPair Pair
}

// meaning reads totals and counts of cards, pairs apart.
func meaning(player, banker, playerCards, bankerCards int) Outcome {
	o := Outcome{Winner: Tie, Cards: playerCards + bankerCards, PlayerPair: NoPair, BankerPair: NoPair}
	switch {
	case player > banker:
		o.Winner = Player
		if player == 8 && playerCards == 3 {
			o.Feat = Panda8
		}
	case banker > player:
		o.Winner = Banker
		switch {
		case banker == 6:
			o.Feat = Six
		case banker == 7 && bankerCards == 3:
			o.Feat = Dragon7
		}
	}
	return o
}

// mains is every outcome that can come, pairs apart. A banker wins with six only
// against a player who drew, a feat of three cards needs five at least.
var mains = []Outcome{
	{Winner: Player, Cards: 4}, {Winner: Player, Cards: 5}, {Winner: Player, Cards: 6},
	{Winner: Player, Cards: 5, Feat: Panda8}, {Winner: Player, Cards: 6, Feat: Panda8},
	{Winner: Banker, Cards: 4}, {Winner: Banker, Cards: 5}, {Winner: Banker, Cards: 6},
	{Winner: Banker, Cards: 5, Feat: Six}, {Winner: Banker, Cards: 6, Feat: Six},
	{Winner: Banker, Cards: 5, Feat: Dragon7}, {Winner: Banker, Cards: 6, Feat: Dragon7},
	{Winner: Tie, Cards: 4}, {Winner: Tie, Cards: 5}, {Winner: Tie, Cards: 6},
}

var pairs = []Pair{NoPair, Mixed, Perfect}

// outcomes is all of them, and outcomeIndex where each stands.
var outcomes, outcomeIndex = func() ([]Outcome, map[Outcome]int) {
	var all []Outcome
	index := map[Outcome]int{}
	for _, o := range mains {
		for _, o.PlayerPair = range pairs {
			for _, o.BankerPair = range pairs {
				index[o] = len(all)
				all = append(all, o)
			}
		}
	}
	return all, index
}()

package swarm

import "fmt"

// CardTables are lines of a tables' file: shoes and turns for a server that is there to
// be killed. Rounds are short, cards come so slowly that kills fall between them, and shoes are
// as small as the rules allow, so that many end.
func CardTables() []string {
	table := func(room int, name, game, options string) string {
		return fmt.Sprintf(`{"room": %d, "name": %q, "game": %q, "rules": 1, "currency": "FUN", "bots": [], "options": {%s}}`, room, name, game, options)
	}
	const felt = `"stepMinor": 100, "spotMinMinor": 100, "tableMaxMinor": 10000000, "allowanceMinor": 100000000000, "decks": 6, "cutCards": 156,
    "cardMs": 10, "landMs": 50, "shuffleMs": 50, "pauseMs": 50`
	const baccarat = felt + `, "limits": {"player": 200000, "banker": 200000, "tie": 50000, "playerPair": 20000, "bankerPair": 20000, "eitherPair": 20000,
     "perfectPair": 5000, "dragon7": 5000, "panda8": 5000, "super6": 5000, "big": 50000, "small": 50000}`
	const dragons = felt + `, "limits": {"dragon": 200000, "tiger": 200000, "tie": 50000, "suitedTie": 5000, "big": 50000, "small": 50000}`
	const turns = `"hitsSoft17": false, "resplitAces": true, "afterSplit": true, "double": "any", "surrender": true, "charlie": true,
    "pairs": "25/12/6", "threes": "100/40/30/10/5", "insurance": true, "autoHitBelow": 12, "decideMs": 700, "absentMs": 250, "dealMs": 60, "pauseMs": 50,
    "stepMinor": 100, "seatMinMinor": 100, "seatMaxMinor": 20000, "sideMinMinor": 100, "sideMaxMinor": 5000, "tableMaxMinor": 10000000, "allowanceMinor": 100000000000`
	const common = `"hitsSoft17": false, "handsMax": 2, "resplitAces": false, "afterSplit": true, "double": "any", "surrender": true, "charlie": true,
    "pairs": "25/12/6", "threes": "9:1", "insurance": true, "autoHitBelow": 12, "decideMs": 700, "absentMs": 250, "dealMs": 60, "pauseMs": 50,
    "stepMinor": 100, "seatMinMinor": 100, "seatMaxMinor": 20000, "sideMinMinor": 100, "sideMaxMinor": 5000, "tableMaxMinor": 10000000, "allowanceMinor": 100000000000`
	return []string{
		table(11, "Commission", "baccarat", `"betMs": 500, "variant": "commission", `+baccarat),
		table(12, "EZ", "baccarat", `"betMs": 400, "variant": "ez", `+baccarat),
		table(13, "Tiger", "dragon-tiger", `"betMs": 300, `+dragons),
		table(14, "Seats", "blackjack", `"betMs": 900, "decks": 6, "behindCut": 150, "hole": "peek", "natural": "3:2", "handsMax": 4, "seats": 5, "seatsEach": 3, "behindMax": 10, `+turns),
		table(15, "Heads up", "blackjack", `"betMs": 500, "decks": 2, "behindCut": 82, "hole": "none-all", "natural": "3:2", "handsMax": 2, "seats": 2, "seatsEach": 1, "behindMax": 10, `+turns),
		table(16, "Commons", "blackjack-unlimited", `"betMs": 600, "decks": 2, "behindCut": 78, "hole": "peek", "natural": "3:2", `+common),
	}
}

package blackjack

import "croupier/games"

func newCommon(round games.RoundID, o *Options, c Carry) games.Table { return newTable(round, o, c) }
func commonTypes() map[string]any                                    { return types() }

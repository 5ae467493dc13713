package felt

import (
	"croupier/games"
	"croupier/wallet/money"
)

// SheetSpot is what a sheet says of a spot.
type SheetSpot struct {
	Spot   string `json:"spot"`
	Pays   string `json:"pays"`
	Most   int64  `json:"maxMinor"`
	Return string `json:"return"` // a decimal, of a new shoe
	Edge   string `json:"edge"`
}

// SheetSpots is the spots of a sheet, and what the worst of them returns (G13).
type SheetSpots struct {
	Spots        []SheetSpot
	Return, Edge string
}

// Add puts a spot on the sheet.
func (s *SheetSpots) Add(name, pays string, most money.Amount, odds *games.Odds) {
	s.Spots = append(s.Spots, SheetSpot{
		Spot: name, Pays: pays, Most: int64(most), Return: odds.Return.Decimal, Edge: odds.Edge.Decimal,
	})
	if s.Return == "" || odds.Return.Decimal < s.Return { // all are 0.…, twelve places
		s.Return, s.Edge = odds.Return.Decimal, odds.Edge.Decimal
	}
}

// SheetLimits is what a sheet says of a table's limits, those by spot or kind apart.
type SheetLimits struct {
	Step      int64 `json:"stepMinor"`
	SpotMin   int64 `json:"spotMinMinor"`
	TableMax  int64 `json:"tableMaxMinor"`
	Allowance int64 `json:"allowanceMinor"`
	Spots     int   `json:"spotsMax"` // in one bet
	Bets      int   `json:"betsMax"`  // of one player in a round
}

// SheetLimits writes the terms for a sheet.
func (t *Terms) SheetLimits() SheetLimits {
	return SheetLimits{
		Step: int64(t.StepMinor), SpotMin: int64(t.SpotMinMinor), TableMax: int64(t.TableMaxMinor),
		Allowance: int64(t.AllowanceMinor), Spots: SpotsMax, Bets: BetsMax,
	}
}

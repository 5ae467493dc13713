package roulette

import (
	"encoding/json"
	"fmt"
	"strconv"

	"croupier/games/felt"
)

// sheet is the rules as anyone may read them (G21, G27). Fractions are exact.
type sheet struct {
	Game          string      `json:"game"`
	Rules         int         `json:"rules"`
	Spots         []Spot      `json:"spots"`
	Wheel         []int       `json:"wheel"` // clockwise
	Red           []int       `json:"red"`
	Limits        sheetLimits `json:"limits"`
	Times         sheetTimes  `json:"times"`
	Return        string      `json:"return"`        // of the worst spot (G13)
	ReturnPercent string      `json:"returnPercent"` // the same, rounded to six places
	Edge          string      `json:"edge"`

	Labels     []string      `json:"labels"`        // of the pockets, by number: the double zero is 37 and written 00
	Zero       ZeroRule      `json:"zero"`          // what becomes of even-money stakes at zero
	Stats      bool          `json:"stats"`         // the table shows its last numbers (L3)
	Calls      []Call        `json:"calls"`         // of the racetrack; none at the double zero
	Neighbours int           `json:"neighboursMax"` // to each side of a number, from 1
	Returns    []sheetReturn `json:"returns"`       // by kind, in the felt's order
}

// sheetReturn is what a kind of spots pays and returns.
type sheetReturn struct {
	Kind          Kind   `json:"kind"`
	Pays          int64  `json:"pays"`
	Return        string `json:"return"`
	ReturnPercent string `json:"returnPercent"`
	Edge          string `json:"edge"`
}

type sheetLimits struct {
	felt.SheetLimits
	Limits // by kind
}

type sheetTimes struct {
	BetMs   int64 `json:"betMs"`
	LandMs  int64 `json:"landMs"`
	PauseMs int64 `json:"pauseMs"`
}

// Sheet describes the table to anyone, as JSON: every spot with the numbers
// that it covers and what it pays, the wheel, limits, times and the return.
func (r *Rules) Sheet(options []byte) ([]byte, error) {
	o, err := r.Options(options)
	if err != nil {
		return nil, err
	}
	w, odds, terms := r.wheel, r.wheel.odds[o.Zero], o.terms()
	worst := odds.returnOf(odds.worst())
	return json.Marshal(sheet{
		Game: w.game, Rules: w.version, Spots: w.spots, Wheel: w.order, Red: red,
		Limits: sheetLimits{terms.SheetLimits(), o.Limits},
		Times:  sheetTimes{BetMs: o.BetMs, LandMs: o.LandMs, PauseMs: o.PauseMs},
		Return: worst.Return, ReturnPercent: worst.ReturnPercent, Edge: worst.Edge,
		Labels: w.labels(), Zero: o.Zero, Stats: o.stats(), Calls: w.calls, Neighbours: neighboursMax,
		Returns: odds.returnsByKind(),
	})
}

// worst is the spot that returns least.
func (o *odds) worst() int {
	worst := 0
	for i := range o.spots {
		num, den := o.fraction(i)
		if least, of := o.fraction(worst); num*of < least*den {
			worst = i
		}
	}
	return worst
}

func (o *odds) returnOf(spot int) sheetReturn {
	num, den := o.fraction(spot)
	return sheetReturn{
		Kind: o.spots[spot].Kind, Pays: o.spots[spot].Pays, Return: fmt.Sprintf("%d/%d", num, den),
		ReturnPercent: percent(num, den), Edge: fmt.Sprintf("%d/%d", den-num, den),
	}
}

// returnsByKind takes the first spot of each kind for all of them: the tests
// hold every spot against its kind.
func (o *odds) returnsByKind() []sheetReturn {
	all := make([]sheetReturn, 0, len(o.kinds))
	for i := range o.spots {
		if len(all) == 0 || all[len(all)-1].Kind != o.spots[i].Kind {
			all = append(all, o.returnOf(i))
		}
	}
	return all
}

// percent writes a/b in percent with six places, rounded half up.
func percent(a, b int64) string {
	millionths := (2*a*100_000_000 + b) / (2 * b)
	places := strconv.FormatInt(1_000_000+millionths%1_000_000, 10)[1:]
	return strconv.FormatInt(millionths/1_000_000, 10) + "." + places
}

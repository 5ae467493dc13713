package slots

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// file is a machine as its author writes it. Amounts are coins: a spin costs
// Cost of them, whatever a coin is worth at the table.
type file struct {
	Game    string `json:"game"`    // its name for ever, "slots-…"
	Version int    `json:"version"` // of its rules; another return is another game (G48)
	Title   string `json:"title"`
	Kind    string `json:"kind"` // "lines" or "ways"
	Rows    int    `json:"rows"`
	Cost    int64  `json:"cost"`   // coins that a spin costs
	Return  string `json:"return"` // declared, in percent with six places

	Symbols []symbolFile `json:"symbols"`
	Wild    *wildFile    `json:"wild,omitempty"`
	Groups  []groupFile  `json:"groups,omitempty"`
	Lines   [][]int      `json:"lines,omitempty"` // the row on each reel, from 0, top down
	Reels   []reelFile   `json:"reels"`           // left to right
	Scatter *scatterFile `json:"scatter,omitempty"`
	Free    *freeFile    `json:"free,omitempty"`
	Tumble  *tumbleFile  `json:"tumble,omitempty"`
	Bonuses []bonusFile  `json:"bonuses,omitempty"`
	Gamble  *gambleFile  `json:"gamble,omitempty"`
	// MaxWinTimes ends a round at once when its win reaches so many stakes; 0:
	// never.
	MaxWinTimes int64 `json:"maxWinTimes,omitempty"`
}

// symbolFile is a symbol and what a run of it from the left pays, in coins, by
// its length from 1 on.
type symbolFile struct {
	Name string  `json:"name"`
	Role string  `json:"role,omitempty"` // "wild", "scatter", "bonus"; empty: an ordinary one
	Pays []int64 `json:"pays,omitempty"`
}

// wildFile says what a wild does to the win that it completes.
type wildFile struct {
	Times int64 `json:"times"`          // multiplies it
	Each  bool  `json:"each,omitempty"` // once for each wild of the run, not once in all
}

// groupFile is a run of any of some symbols, in any mix.
type groupFile struct {
	Name string   `json:"name"`
	Of   []string `json:"of"`
	Pays []int64  `json:"pays"`
}

// reelFile is a strip from the top down, names with spaces between them, and how
// often each stop is drawn: once, if Weights is absent.
type reelFile struct {
	Strip   string `json:"strip"`
	Weights []int  `json:"weights,omitempty"`
}

// scatterFile is what scatters pay anywhere in the window, in stakes, by their
// number from 1 on.
type scatterFile struct {
	Pays []int64 `json:"pays"`
}

// freeFile is free spins: how many, by the number of scatters from 1 on.
type freeFile struct {
	Awards   []int      `json:"awards"`          // in a spin that was paid for
	Again    []int      `json:"again,omitempty"` // in a free one
	SpinsMax int        `json:"spinsMax"`        // of one round
	Times    int64      `json:"times"`           // multiplies every win of theirs
	Reels    []reelFile `json:"reels,omitempty"` // of their own; absent: the same
}

// tumbleFile says that what won goes, and what is above falls: by how much the
// first drop's wins are multiplied, the second's, and so on.
type tumbleFile struct {
	Ladder     []int64 `json:"ladder"`
	FreeLadder []int64 `json:"freeLadder,omitempty"`
}

// bonusFile is a prize for a full run of a bonus symbol on a line: Draws times
// one of Prizes, in coins.
type bonusFile struct {
	Symbol string      `json:"symbol"`
	Count  int         `json:"count"`
	Draws  int         `json:"draws"`
	Prizes []prizeFile `json:"prizes"`
}

type prizeFile struct {
	Coins  int64  `json:"coins"`
	Weight uint64 `json:"weight"`
}

// gambleFile is red or black for the whole win, doubled or lost (G35).
type gambleFile struct {
	StepsMax    int   `json:"stepsMax"`
	WinTimesMax int64 `json:"winTimesMax"` // no step may lead above so many stakes
}

// fault is what is wrong with a machine's file: which file, which place, why.
type fault struct{ File, Place, Why string }

func (f *fault) Error() string { return fmt.Sprintf("slots: %s: %s: %s", f.File, f.Place, f.Why) }

// decode reads a file strictly.
func decode(name string, body []byte) (*file, error) {
	f := &file{}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err := d.Decode(f)
	if err == nil {
		if _, err = d.Token(); err == io.EOF {
			return f, nil
		}
		return nil, &fault{name, place(body, d.InputOffset()), "something follows the machine"}
	}
	var syntax *json.SyntaxError
	var mistyped *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return nil, &fault{name, place(body, syntax.Offset), syntax.Error()}
	case errors.As(err, &mistyped):
		return nil, &fault{name, place(body, mistyped.Offset), fmt.Sprintf("%s is a %s, not a %s", mistyped.Field, mistyped.Value, mistyped.Type)}
	}
	return nil, &fault{name, place(body, d.InputOffset()), err.Error()}
}

// place is a line and a column, both from 1.
func place(body []byte, offset int64) string {
	before := body[:min(max(offset, 0), int64(len(body)))]
	line := 1 + bytes.Count(before, []byte("\n"))
	return fmt.Sprintf("line %d, column %d", line, len(before)-bytes.LastIndexByte(before, '\n'))
}

package slots

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// Bounds of a machine. They keep every sum of a round inside 64 bits (B9): a win
// of winMax coins, of at most coinMax minor units each, is below 2^62.
const (
	reelsMin, reelsMax = 3, 6
	rowsMax            = 5
	symbolsMax         = 30
	stopsMax           = 512 // of a reel
	linesMax           = 100
	bonusesMax         = 3
	spinsMaxMax        = 200
	tumblesMax         = 64         // drops of one spin
	coinsMax           = 1_000_000  // of one pay, cost or prize
	winMax             = int64(1e9) // coins of a round
	spaceMax           = uint64(1) << 60
)

// role is what a symbol does.
type role uint8

const (
	ordinary role = iota
	wild
	scatter
	bonusRole
)

type symbol struct {
	name string
	role role
	pays []int64 // by the length of the run; [0] is none
}

type group struct {
	name string
	of   []bool // by symbol
	pays []int64
}

type bonus struct {
	symbol uint8
	count  int
	draws  int
	prizes []prizeFile
	total  uint64 // of the weights
}

// Machine is a machine that may be played: its file, checked and compiled. It
// never changes and may be shared.
type Machine struct {
	name    string // of the file
	file    *file
	symbols []symbol
	groups  []group
	lines   [][]int
	reels   int
	rows    int
	cost    int64
	scat    int     // the scatter's symbol; -1: none
	pays    []int64 // coins by the number of scatters
	awards  []int   // free spins by the number of scatters
	again   []int
	bonuses []bonus
	base    *mode
	free    *mode      // nil: no free spins
	dag     *dag       // of lines, the same in both
	winMax  int64      // coins of a round; the round ends there
	topWay  int64      // coins of the best single way
	cover   [32]uint32 // by symbol: the symbols that a place with it counts for, in ways
}

// Parse reads a machine. The error names the file, the place in it and the
// reason. Whether its return is allowed is Check's question.
func Parse(name string, body []byte) (*Machine, error) {
	f, err := decode(name, body)
	if err != nil {
		return nil, err
	}
	m := &Machine{name: name, file: f, rows: f.Rows, reels: len(f.Reels), cost: f.Cost, lines: f.Lines, scat: -1}
	for _, step := range []func() error{
		m.readHead, m.readSymbols, m.readGroups, m.readLines, m.readScatter, m.readBonuses, m.readModes, m.readEnds, m.reachable,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// Game and Version name the machine's rules for ever (G48).
func (m *Machine) Game() string { return m.file.Game }

// Version is the version of its rules.
func (m *Machine) Version() int { return m.file.Version }

func (m *Machine) bad(place, why string, a ...any) error {
	return &fault{m.name, place, fmt.Sprintf(why, a...)}
}

func (m *Machine) symbolOf(name string) (int, bool) {
	i := slices.IndexFunc(m.symbols, func(s symbol) bool { return s.name == name })
	return i, i >= 0
}

// mode is a set of reels in use: those of paid spins, or of free ones.
type mode struct {
	m      *Machine
	reels  int
	rows   int
	strips [reelsMax][]uint8  // by reel; the window's overhang repeated at the end
	lens   []int              // stops of each reel
	weight [][]uint64         // by reel and stop
	digit  [reelsMax][]uint16 // by reel: drawn number → stop; nil: the same
	sizes  [reelsMax]uint64   // drawn numbers of each reel
	magic  [reelsMax]uint64   // ⌊2^64/P⌋ + 1, P the product of the sizes up to it
	space  uint64             // Π sizes: equally likely outcomes
	scats  [reelsMax][]uint8  // by reel and stop: scatters in the window
	times  int64              // of all wins
	ladder []int64            // of drops; nil: no tumble
	dag    *dag               // of lines
	begun  *begun             // of lines, by the first reels' stops
	rowsOf [][reelsMax]uint8  // of lines
	masks  [][]uint32         // of ways, by reel and stop: what may run there
	cover  [32]uint32         // of the machine
	runMin int                // of ways: the shortest run that pays
}

// newMode reads reels, in the file at place.
func (m *Machine) newMode(place string, reels []reelFile, times int64, ladder []int64) (*mode, error) {
	g := &mode{m: m, reels: m.reels, rows: m.rows, space: 1, times: times, ladder: ladder}
	if len(reels) != m.reels {
		return nil, m.bad(place, "%d reels, the machine has %d", len(reels), m.reels)
	}
	for i, r := range reels {
		if err := g.addReel(fmt.Sprintf("%s[%d]", place, i), r); err != nil {
			return nil, err
		}
		over, space := bits.Mul64(g.space, g.sizes[i])
		if over != 0 || space > spaceMax {
			return nil, m.bad(place, "more than 2^60 outcomes")
		}
		g.space = space
	}
	product := uint64(1)
	for k := range g.reels {
		product *= g.sizes[k]
		g.magic[k] = ^uint64(0)/product + 1
	}
	return g, nil
}

func (g *mode) addReel(place string, r reelFile) error {
	m := g.m
	names := strings.Fields(r.Strip)
	if len(names) < m.rows || len(names) > stopsMax {
		return m.bad(place+".strip", "%d stops, must be %d to %d", len(names), m.rows, stopsMax)
	}
	if r.Weights != nil && len(r.Weights) != len(names) {
		return m.bad(place+".weights", "%d weights for %d stops", len(r.Weights), len(names))
	}
	strip := make([]uint8, 0, len(names)+m.rows-1)
	weight := make([]uint64, len(names))
	var digit []uint16
	for i, name := range names {
		s, ok := m.symbolOf(name)
		if !ok {
			return m.bad(fmt.Sprintf("%s.strip, stop %d", place, i), "there is no symbol %q", name)
		}
		strip = append(strip, uint8(s))
		weight[i] = 1
		if r.Weights != nil {
			if w := r.Weights[i]; w < 0 || w > 1000 {
				return m.bad(fmt.Sprintf("%s.weights[%d]", place, i), "is %d, must be 0 to 1000", w)
			}
			weight[i] = uint64(r.Weights[i])
		}
		for range weight[i] {
			digit = append(digit, uint16(i))
		}
	}
	if len(digit) < 2 {
		return m.bad(place, "a reel that cannot turn")
	}
	for i := range m.rows - 1 {
		strip = append(strip, strip[i])
	}
	scats := make([]uint8, len(names))
	for stop := range names {
		for _, s := range strip[stop : stop+m.rows] {
			if int(s) == m.scat {
				scats[stop]++
			}
		}
	}
	k := len(g.lens)
	g.sizes[k] = uint64(len(digit))
	if r.Weights == nil {
		digit = nil
	}
	g.strips[k], g.digit[k], g.scats[k] = strip, digit, scats
	g.lens, g.weight = append(g.lens, len(names)), append(g.weight, weight)
	return nil
}

// stops is where the reels stand: the first reels places count.
type stops [reelsMax]int32

// at turns a number below space into stops: the first reel is its lowest digit.
// Below 2^32 every digit is found on its own: with P the product of the sizes
// before a reel, it is ⌊x/P⌋ − size·⌊x/(P·size)⌋, and dividing is multiplying.
func (g *mode) at(x uint64) (s stops) {
	if g.space > 1<<32 {
		for k := range g.reels {
			s[k] = g.stop(k, x%g.sizes[k])
			x /= g.sizes[k]
		}
		return s
	}
	above := x
	for k := range g.reels {
		rest, _ := bits.Mul64(g.magic[k], x)
		s[k] = g.stop(k, above-rest*g.sizes[k])
		above = rest
	}
	return s
}

// stop is where a drawn number puts a reel.
func (g *mode) stop(k int, x uint64) int32 {
	if digit := g.digit[k]; digit != nil {
		return int32(digit[x])
	}
	return int32(x)
}

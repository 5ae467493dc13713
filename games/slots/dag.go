package slots

import "slices"

// A spin's result in one word, so that lines can be added up at once: coins,
// how often each bonus was won, and on how many lines the top award came.
const (
	packedPay   = int64(1)<<36 - 1
	bonusShift  = 36 // seven bits each
	bonusBits   = 7
	topShift    = bonusShift + bonusesMax*bonusBits // seven bits
	packedSmall = 1 << 16                           // below: a few coins and nothing else
)

func packedBonus(p uint64, i int) int { return int(p>>(bonusShift+bonusBits*i)) & (1<<bonusBits - 1) }
func packedTop(p uint64) int          { return int(p >> topShift) }

// dag is the rules of a line, minimised: the symbols from the left lead from
// node to node, and to a leaf as soon as the rest cannot matter. A node is the
// place of its row in next.
//
//	next[node + s]: where symbol s leads: the next reel's node, or ^leaf
type dag struct {
	symbols int
	next    []int32
	leaves  []uint64 // packed
	walk    []int32  // next, with a node for each leaf that leads to itself: a walk without a question
	worth   []uint64 // by the place of such a node: its leaf, packed
	most    int64    // coins of the best leaf
	top     int64    // coins of the best line without multipliers: what is advertised
	root    int32    // of reel 0: a node, or ^leaf
}

// leavesMax bounds the lines that are tried: symbols to the power of reels.
const leavesMax = 4_000_000

// newDag tries every line; nil: there are too many.
func (m *Machine) newDag() *dag {
	lines := 1
	for range m.reels {
		if lines *= len(m.symbols); lines > leavesMax {
			return nil
		}
	}
	b := dagBuilder{m: m, d: &dag{symbols: len(m.symbols)}, line: make([]uint8, m.reels), leaf: map[uint64]int32{}, node: map[string]int32{}}
	for top := range m.symbols {
		for _, pay := range m.symbols[top].pays {
			b.d.most = max(b.d.most, pay)
		}
	}
	for i := range m.groups {
		b.d.most = max(b.d.most, m.groups[i].pays[m.reels])
	}
	b.d.top = b.d.most
	b.d.root = b.build(0)
	b.d.level()
	return b.d
}

// level makes the graph in which every walk takes all reels: a spin's lines then
// differ in no branch that a processor could guess wrong.
func (d *dag) level() {
	d.walk = slices.Clone(d.next)
	for i, to := range d.walk {
		if to < 0 {
			d.walk[i] = d.leafNode(^to)
		}
	}
	d.worth = make([]uint64, len(d.next)+len(d.leaves)*d.symbols)
	for i, leaf := range d.leaves {
		node := d.leafNode(int32(i))
		d.worth[node] = leaf
		for range d.symbols {
			d.walk = append(d.walk, node)
		}
	}
}

// leafNode is the node of walk that stands for a leaf.
func (d *dag) leafNode(leaf int32) int32 { return int32(len(d.next) + int(leaf)*d.symbols) }

type dagBuilder struct {
	m    *Machine
	d    *dag
	line []uint8
	leaf map[uint64]int32
	node map[string]int32 // by the row: nodes that are there already
}

func (b *dagBuilder) build(k int) int32 {
	if k == len(b.line) {
		l := b.m.judge(b.line)
		b.d.most = max(b.d.most, l.pay)
		packed := uint64(min(l.pay, packedPay))
		if l.bonus >= 0 {
			packed += 1 << (bonusShift + bonusBits*l.bonus)
		}
		if b.d.top > 0 && l.pay >= b.d.top {
			packed += 1 << topShift
		}
		id, ok := b.leaf[packed]
		if !ok {
			id = int32(len(b.d.leaves))
			b.d.leaves = append(b.d.leaves, packed)
			b.leaf[packed] = id
		}
		return ^id
	}
	children := make([]int32, b.d.symbols)
	same := true
	for s := range children {
		b.line[k] = uint8(s)
		children[s] = b.build(k + 1)
		same = same && children[s] == children[0]
	}
	if same && children[0] < 0 {
		return children[0]
	}
	key := make([]byte, 0, 4*len(children))
	for _, c := range children {
		key = append(key, byte(c), byte(c>>8), byte(c>>16), byte(c>>24))
	}
	id, ok := b.node[string(key)]
	if !ok {
		id = int32(len(b.d.next))
		b.d.next = append(b.d.next, children...)
		b.node[string(key)] = id
	}
	return id
}

// begun is where the first reels have led the lines: what is won already, and
// which lines are still open.
type begun struct {
	reels int       // that are looked up at once
	at    []opening // by their stops, the first reel's fastest
	open  []openLine
}

type opening struct {
	won      uint64 // leaves that were reached
	from     uint32 // into open
	open     uint16
	scatters uint16
}

// openLine is a node, and in the lowest seven bits the line that stands there:
// small, for the table of openings has to stay near the processor.
type openLine uint32

const lineBits = 7

func (o openLine) node() int32 { return int32(o >> lineBits) }
func (o openLine) line() int   { return int(o & (1<<lineBits - 1)) }

func opened(node int32, line int) openLine { return openLine(node)<<lineBits | openLine(line) }

// begunMax bounds the openings: two reels of some thirty stops. With three it is
// slower, for the table no longer fits the first caches.
const begunMax = 1 << 12

func (g *mode) compileBegun() {
	g.rowsOf = make([][reelsMax]uint8, len(g.m.lines))
	for i, line := range g.m.lines {
		for k, row := range line {
			g.rowsOf[i][k] = uint8(row)
		}
	}
	b := &begun{}
	for size := 1; b.reels < g.reels && size*g.lens[b.reels] <= begunMax; b.reels++ {
		size *= g.lens[b.reels]
	}
	var s stops
	var walk func(k int)
	walk = func(k int) {
		if k >= 0 {
			for stop := range g.lens[k] {
				s[k] = int32(stop)
				walk(k - 1)
			}
			return
		}
		o := opening{from: uint32(len(b.open))}
		for i := range g.rowsOf {
			to := g.dag.root
			for j := 0; j < b.reels && to >= 0; j++ {
				to = g.dag.next[to+int32(g.strips[j][s[j]+int32(g.rowsOf[i][j])])]
			}
			if to < 0 {
				o.won += g.dag.leaves[^to]
			} else {
				b.open = append(b.open, opened(to, i))
			}
		}
		o.open = uint16(len(b.open) - int(o.from))
		for j := range b.reels {
			o.scatters += uint16(g.scats[j][s[j]])
		}
		b.at = append(b.at, o)
	}
	walk(b.reels - 1)
	g.begun = b
}

// lineSpin is all lines of a spin, packed, without the mode's multiplier, and the
// scatters.
func (g *mode) lineSpin(s *stops) (won uint64, scatters int) {
	b := g.begun
	place, size := 0, 1
	for k := range b.reels {
		place += size * int(s[k])
		size *= g.lens[k]
	}
	at := &b.at[place]
	won, scatters = at.won, int(at.scatters)
	for k := b.reels; k < g.reels; k++ {
		scatters += int(g.scats[k][s[k]])
	}
	walk, worth := g.dag.walk, g.dag.worth
	if g.reels == 5 && b.reels == 2 { // the usual machine: the same, without the inner loop
		third, fourth, fifth := g.strips[2][s[2]:], g.strips[3][s[3]:], g.strips[4][s[4]:]
		for _, o := range b.open[at.from : at.from+uint32(at.open)] {
			rows := &g.rowsOf[o.line()]
			node := walk[o.node()+int32(third[rows[2]])]
			node = walk[node+int32(fourth[rows[3]])]
			won += worth[walk[node+int32(fifth[rows[4]])]]
		}
		return won, scatters
	}
	for _, o := range b.open[at.from : at.from+uint32(at.open)] {
		rows, node := &g.rowsOf[o.line()], o.node()
		for k := b.reels; k < g.reels; k++ {
			node = walk[node+int32(g.strips[k][s[k]+int32(rows[k])])]
		}
		won += worth[node]
	}
	return won, scatters
}

// scatters is how many scatters the window shows.
func (g *mode) scatters(s *stops) int {
	n := 0
	for k := range g.reels {
		n += int(g.scats[k][s[k]])
	}
	return n
}

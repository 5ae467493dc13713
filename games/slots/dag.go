package slots

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
// node to node, and to a leaf as soon as the rest cannot matter.
//
//	next[k][node*symbols + s]: at reel k, a node of reel k+1, or ^leaf
type dag struct {
	symbols int
	next    [][]int32
	leaves  []uint64 // packed
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
	b := dagBuilder{m: m, d: &dag{symbols: len(m.symbols), next: make([][]int32, m.reels)}, line: make([]uint8, m.reels), leaf: map[uint64]int32{}}
	for range m.reels {
		b.node = append(b.node, map[string]int32{})
	}
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
	return b.d
}

type dagBuilder struct {
	m    *Machine
	d    *dag
	line []uint8
	leaf map[uint64]int32
	node []map[string]int32 // by reel: rows of children that are nodes already
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
	id, ok := b.node[k][string(key)]
	if !ok {
		id = int32(len(b.d.next[k]) / b.d.symbols)
		b.d.next[k] = append(b.d.next[k], children...)
		b.node[k][string(key)] = id
	}
	return id
}

// pairs is where the first two reels have led the lines: what is won already,
// and the lines that are still open.
type pairs struct {
	won  []uint64 // by stop of reel 0 × stops of reel 1: leaves that were reached
	from []uint32 // into open; one more than pairs
	open []openLine
}

type openLine struct {
	node int32
	line int32
}

func (g *mode) compilePairs() {
	p := &pairs{}
	g.rowsOf = make([][reelsMax]int32, len(g.m.lines))
	for i, line := range g.m.lines {
		for k, row := range line {
			g.rowsOf[i][k] = int32(row)
		}
	}
	for a := range g.lens[0] {
		for b := range g.lens[1] {
			p.from = append(p.from, uint32(len(p.open)))
			var won uint64
			for i, line := range g.m.lines {
				to := g.dag.root
				if to >= 0 {
					to = g.dag.next[0][int(to)*g.dag.symbols+int(g.strips[0][a+line[0]])]
				}
				if to >= 0 {
					to = g.dag.next[1][int(to)*g.dag.symbols+int(g.strips[1][b+line[1]])]
				}
				if to < 0 {
					won += g.dag.leaves[^to]
				} else {
					p.open = append(p.open, openLine{to, int32(i)})
				}
			}
			p.won = append(p.won, won)
		}
	}
	p.from = append(p.from, uint32(len(p.open)))
	g.pairs = p
}

// lineWins is all lines of a spin, packed, without the mode's multiplier.
func (g *mode) lineWins(s *stops) uint64 {
	p := g.pairs
	pair := int(s[0])*g.lens[1] + int(s[1])
	won := p.won[pair]
	for _, o := range p.open[p.from[pair]:p.from[pair+1]] {
		rows := &g.rowsOf[o.line]
		node := o.node
		for k := 2; ; k++ {
			to := g.dag.next[k][int(node)*g.dag.symbols+int(g.strips[k][s[k]+rows[k]])]
			if to < 0 {
				won += g.dag.leaves[^to]
				break
			}
			node = to
		}
	}
	return won
}

// scatters is how many scatters the window shows.
func (g *mode) scatters(s *stops) int {
	n := 0
	for k, of := range g.scats {
		n += int(of[s[k]])
	}
	return n
}

package history

import (
	"encoding/binary"
	"math/bits"
)

// noise is splitmix64: quick, and the same for the same seed. Nothing that
// anybody plays for comes from it.
type noise uint64

func (n *noise) next() uint64 {
	*n += 0x9e3779b97f4a7c15
	z := uint64(*n)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is a number in [0, n).
func (n *noise) below(limit uint64) uint64 {
	hi, _ := bits.Mul64(n.next(), limit)
	return hi
}

func (n *noise) bytes(b []byte) {
	for len(b) >= 8 {
		binary.LittleEndian.PutUint64(b, n.next())
		b = b[8:]
	}
	for i := range b {
		b[i] = byte(n.next())
	}
}

// The shape of the play. A batch is as the journal makes them under load: 1,024
// bets of all rooms, each its own line; a settlement is a batch of its own.
const (
	blockIDs     = 64 // ids per value of the sequence (wallet)
	batchBets    = 1024
	betsOfPlayer = 2     // of one player in one round
	wonPermille  = 450   // of the bets
	paysPermille = 2_150 // of their stakes
	stakeStep    = 100   // minor units
	stakeSteps   = 50
	depositMinor = 1_000_000_000
	depositBatch = 10_000
	currency     = 1000 // FUN
	pointEvery   = 256  // versions between two kept balances (0004)
)

// purse is a player's cash account.
type purse struct {
	balance, version, last int64
	batch                  int64 // the last one that touched it
}

// table is a room as its row and its log have it.
type table struct {
	id, seq int64
	at      int64 // ms of the last log row

	round, opened, openedAt int64 // the round under way
	staked, returned        int64
}

// house plays. Money and places are decided here; the rows go to out.
type house struct {
	cfg    Config
	noise  noise
	out    *rows
	purses []purse
	tables []table

	block  int64 // the next one
	number int64 // of the batch under way: its first block
	line   int64 // the next id of the batch
	at     int64 // ms of the batch
	kept   []int32
	picked uint64
	stride uint64
	placed []placed // the wave's bets, by place and turn
}

// placed is a bet that waits for its round's end.
type placed struct {
	id    [16]byte
	stake int64
}

func newHouse(cfg Config, block int64, out *rows) *house {
	h := &house{cfg: cfg, noise: noise(cfg.Seed), out: out, block: block,
		purses: make([]purse, cfg.Players), tables: make([]table, cfg.Rooms), placed: make([]placed, cfg.Rooms*cfg.Bettors*betsOfPlayer)}
	for i := range h.tables {
		h.tables[i] = table{id: int64(cfg.FirstRoom) + int64(i)}
	}
	return h
}

// begin starts a batch at a moment.
func (h *house) begin(at int64) { h.number, h.line, h.at = h.block, h.block*blockIDs, at }

// end takes the blocks that the batch used, at least one, and keeps the balances
// that the posting trigger would have kept.
func (h *house) end() {
	used := h.line - h.number*blockIDs
	h.block += max(1, (used+blockIDs-1)/blockIDs)
	for _, p := range h.kept {
		h.out.point(int(p), &h.purses[p], h.at)
	}
	h.kept = h.kept[:0]
}

// link is a line's id and, for its player's account, the one before it.
type link struct{ id, before int64 }

// post moves money to (or from) a player and returns the line's place.
func (h *house) post(player int, amount int64) link {
	p := &h.purses[player]
	at := link{h.line, p.last}
	h.line++
	p.balance += amount
	p.last = at.id
	if p.batch != h.number {
		p.batch = h.number
		p.version++
		if p.version%pointEvery == 0 {
			h.kept = append(h.kept, int32(player))
		}
	}
	return at
}

// deposits gives every player money to play with.
func (h *house) deposits(at int64) {
	for first := 0; first < len(h.purses); first += depositBatch {
		h.begin(at)
		for p := first; p < min(first+depositBatch, len(h.purses)); p++ {
			h.out.deposit(h.post(p, depositMinor), p, h.at, h.noise.next())
		}
		h.end()
		at++
	}
}

// wave plays one round at every table between two moments.
func (h *house) wave(number, from, to int64) {
	span := to - from
	h.steps(from, func(t *table) {
		if number == 1 { // a new room seals its first round
			h.out.logSteps(h, t, 1, 0)
		}
		t.round, t.opened, t.openedAt, t.staked, t.returned = t.id<<24|number, t.seq+1, h.at, 0, 0
		h.out.logSteps(h, t, 1, number)
	})
	h.pick()
	h.bets(number, from+span/20, from+span*7/10)
	h.steps(from+span*7/10, func(t *table) { h.out.logSteps(h, t, 1, number) })
	for i := range h.tables {
		h.settle(i, number, from+span*3/4+span*int64(i)/int64(5*len(h.tables)))
	}
}

// steps is a batch with something of every table and no money.
func (h *house) steps(at int64, do func(*table)) {
	h.begin(at)
	for i := range h.tables {
		do(&h.tables[i])
	}
	h.end()
}

// pick draws by which step the wave's bettors are taken from all players: no
// player twice, and neighbours never twice in a row.
func (h *house) pick() {
	n := uint64(len(h.purses))
	for h.stride = 1 + h.noise.below(n); gcd(h.stride, n) != 1; {
		h.stride = 1 + h.noise.below(n)
	}
	h.picked = h.noise.below(n)
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// bettor is who sits at a place of the wave, which are table*Bettors+seat.
func (h *house) bettor(place int) int {
	return int((h.picked + uint64(place)*h.stride) % uint64(len(h.purses)))
}

func (h *house) bets(number, from, to int64) {
	all := h.cfg.Rooms * h.cfg.Bettors * betsOfPlayer
	for first := 0; first < all; first += batchBets {
		n := min(batchBets, all-first)
		h.begin(from + (to-from)*int64(first)/int64(all))
		for k := first; k < first+n; k++ {
			t := &h.tables[k%h.cfg.Rooms]
			seat, turn := k/h.cfg.Rooms%h.cfg.Bettors, k/h.cfg.Rooms/h.cfg.Bettors
			place := k%h.cfg.Rooms*h.cfg.Bettors + seat
			b := &h.placed[place*betsOfPlayer+turn]
			b.id, b.stake = betID(h.at, &h.noise), stakeStep*int64(1+h.noise.below(stakeSteps))
			t.staked += b.stake
			player := h.bettor(place)
			h.out.bet(h, t, h.post(player, -b.stake), player, b)
		}
		for i := range h.tables {
			if steps := (n + h.cfg.Rooms - 1 - i) / h.cfg.Rooms; steps > 0 {
				h.out.logSteps(h, &h.tables[i], int64(steps), number)
			}
		}
		h.end()
	}
}

func (h *house) settle(i int, number, at int64) {
	t := &h.tables[i]
	h.begin(at)
	for seat := range h.cfg.Bettors {
		place := i*h.cfg.Bettors + seat
		player, staked, returned := h.bettor(place), int64(0), int64(0)
		for turn := range betsOfPlayer {
			b := &h.placed[place*betsOfPlayer+turn]
			staked += b.stake
			if h.noise.below(1000) < wonPermille {
				back := b.stake * paysPermille / 1000
				returned += back
				h.out.pay(h, t, h.post(player, back), player, back, b)
			}
		}
		t.returned += returned
		h.out.play(h, t, player, staked, returned)
	}
	if kept := t.staked - t.returned; kept != 0 {
		h.out.close(h, t, h.line, kept)
		h.line++
	}
	h.out.logSteps(h, t, 1, number)
	h.out.round(h, t)
	h.end()
}

// linesPerWave is about how many lines a wave makes.
func (c *Config) linesPerWave() int64 {
	bets := int64(c.Rooms * c.Bettors * betsOfPlayer)
	return bets + bets*wonPermille/1000 + int64(c.Rooms)
}

// betID is a UUIDv7 of the batch's moment.
func betID(at int64, n *noise) (id [16]byte) {
	binary.BigEndian.PutUint64(id[:], uint64(at)<<16|0x7000|n.next()&0xfff)
	binary.BigEndian.PutUint64(id[8:], 1<<63|n.next()>>2)
	return id
}

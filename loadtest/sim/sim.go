package main

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"slices"

	"croupier/games"
	"croupier/games/baccarat"
	"croupier/games/blackjack"
	"croupier/games/dragontiger"
	"croupier/games/roulette"
	"croupier/loadtest/auditor"
	"croupier/loadtest/bot"
	"croupier/loadtest/model"
	"croupier/rooms"
	"croupier/server/wire"
	"croupier/wallet/money"
)

// Plant is a bug that a run is given on purpose, to see it found.
type Plant string

// The bugs.
const (
	PlantNone   Plant = ""
	PlantFence  Plant = "fence"  // terms are read without a lock (B26)
	PlantRedraw Plant = "redraw" // a source that is read again gives other draws (B35)
)

// config says what a run is.
type config struct {
	Seed   uint64
	Faults int    // that must land
	Keys   string // folder of the keyring, the same for every run
	ActUs  int64  // mean pause of a player between two acts
	Plant  Plant
}

// result is what a run came to.
type result struct {
	Seed    uint64
	Digest  [32]byte
	Wrong   []string
	Landed  map[string]int // by kind/phase
	Faults  int
	Reached map[string]int
	Ops     ops
	Rounds  int // that ended
	Voids   int
	Events  uint64
	Virtual int64 // us
}

// ops is what the players learned.
type ops struct{ sent, acked, rejected, withdrawn int }

func (o *ops) verdict(v *wire.Verdict) {
	switch {
	case v.Verdict == wire.VerdictAccepted:
		o.acked++
	case v.Code == string(rooms.CodeWithdrawn):
		o.withdrawn++
	default:
		o.rejected++
	}
}

// line is between a player and a machine.
type line struct {
	c *client
	m *machine
}

// sim is one run.
type sim struct {
	cfg    config
	q      queue
	chance *bot.Rand
	digest hash.Hash

	db            *model.Database
	journalConfig model.JournalConfig
	dbOffset      int64 // of its clock
	sealer        *sealer
	registry      *rooms.Registry
	auditor       *auditor.Auditor
	roomIDs       []games.RoomID
	gameOf        map[games.RoomID]string
	sheets        map[games.RoomID][]byte
	machines      []*machine
	clients       []*client
	cutLines      map[line]bool
	hints         map[games.RoomID]*machine

	faults
	stage
	feed       map[place]told
	lastRaw    []byte // of the public frame decoded last: it goes to many
	lastTable  *wire.Table
	shoes      shoes
	acceptedAt map[games.RoomID]int64
	ops        ops
	states     map[string]int
	broken     []string
}

// place is one of a room's public stream.
type place struct {
	room      int64
	term, seq int64
}

type told struct {
	raw   []byte
	table *wire.Table
}

// begin is where virtual time starts, a moment at which ids are UUIDv7.
const beginUs = 1_700_000_000_000_000

// newSim lays out a house: 2 or 3 nodes, 3 to 6 rooms, ten players.
func newSim(cfg config) (*sim, error) {
	s := &sim{cfg: cfg, chance: bot.Seeded(cfg.Seed*0x9e3779b97f4a7c15 + 1), digest: sha256.New(),
		registry: rooms.NewRegistry(roulette.European(), roulette.American(), roulette.French(), baccarat.New(), dragontiger.New(),
			blackjack.Seats(), blackjack.Unlimited()), auditor: auditor.New(), shoes: newShoes(),
		gameOf: map[games.RoomID]string{}, sheets: map[games.RoomID][]byte{}, cutLines: map[line]bool{}, hints: map[games.RoomID]*machine{},
		feed: map[place]told{}, acceptedAt: map[games.RoomID]int64{}, states: map[string]int{}}
	s.q.now = beginUs
	s.landed = map[string]int{}
	var err error
	if s.sealer, err = newSealer(s, cfg.Keys, cfg.Seed); err != nil {
		return nil, err
	}
	s.db = model.New(dbTime{s}, model.Config{Trouble: s, IdleUs: 2_000_000, Written: s.written, PlainFence: cfg.Plant == PlantFence})
	s.journalConfig = model.JournalConfig{Writers: 2, QueueMax: 40 + int(s.below(3))*400, EntriesMax: 32, AttemptUs: 3_000_000,
		RestMinUs: 10_000, RestMaxUs: 500_000, SkipsMax: 8, SkipUs: 100_000, AsideMax: 2}
	for n := range 2 + s.below(2) {
		m := &machine{s: s, number: int(n) + 1, ratePPM: ppm - 5_000 + s.below(10_000), offset: s.below(1_000_000_000)}
		s.machines = append(s.machines, m)
	}
	if err := s.furnish(3 + int(s.below(4))); err != nil {
		return nil, err
	}
	s.invite(10)
	for _, m := range s.machines {
		s.q.after(s.below(50_000), m.start)
	}
	s.begin()
	return s, nil
}

// invite brings the players: rich ones first, so that each room has one, then
// some that run out of money.
func (s *sim) invite(n int) {
	for i := range n {
		room := s.roomIDs[i%len(s.roomIDs)]
		player := games.PlayerID(100 + i)
		var funds int64 = 100_000_000
		if i >= len(s.roomIDs) && s.below(3) == 0 {
			funds = 2_000 + s.below(6_000)
		}
		s.db.Fund(player, money.Amount(funds))
		version := s.db.Account(player).Version
		load := s.db.Load(room)
		menu, _ := bot.ReadMenu(s.sheets[room], load.Options)
		c := &client{s: s, id: player, room: room, observer: i < len(s.roomIDs),
			bot:  bot.New(int64(player), int64(room), funds, version, menu, bot.Seeded(s.chance.Uint64())),
			acts: map[string]wire.Act{}, verdicts: map[string]wire.Verdict{}, again: map[string]onceMore{}}
		s.auditor.Player(int64(player), funds, version)
		s.clients = append(s.clients, c)
		s.q.after(s.below(300_000), c.dial)
		s.q.after(s.below(beatUs), c.beat)
		s.q.after(500_000+s.below(500_000), c.play)
	}
}

// below is a number in [0,n).
func (s *sim) below(n int64) int64 { return bot.Below(s.chance, n) }

// lineUs and wayUs are how long a message travels to the database and to a
// player: quickly, but for some.
func (s *sim) lineUs() int64 {
	if s.below(50) == 0 {
		return 500 + s.below(8_000)
	}
	return 40 + s.below(300)
}

func (s *sim) wayUs() int64 { return 200 + s.below(4_000) }

func (s *sim) nowMs() int64 { return s.q.now / 1000 }

func (s *sim) reached(state string) { s.states[state]++ }

// wrong notes what may never be.
func (s *sim) wrong(kind, format string, args ...any) {
	const listMax = 20
	if len(s.broken) < listMax {
		s.broken = append(s.broken, fmt.Sprintf("%s at %.3f s: ", kind, float64(s.q.now-beginUs)/1e6)+fmt.Sprintf(format, args...))
	}
}

// note puts something into the digest.
func (s *sim) note(kind byte, numbers [4]int64, text []byte) {
	var head [41]byte
	head[0] = kind
	for i, n := range numbers {
		binary.BigEndian.PutUint64(head[1+8*i:], uint64(n))
	}
	binary.BigEndian.PutUint64(head[33:], uint64(s.q.now))
	s.digest.Write(head[:])
	s.digest.Write(text)
}

// written is every row of every log, as it becomes true.
func (s *sim) written(room games.RoomID, row *model.LogRow) {
	s.note('w', [4]int64{int64(room), row.Seq, row.Term, row.Batch}, row.Body)
	if !row.Then.Ended() {
		s.leaks(room, row.Body, "a row of the log")
	}
}

// dbTime is the database's machine.
type dbTime struct{ s *sim }

func (t dbTime) Now() int64                { return t.s.q.now + t.s.dbOffset }
func (t dbTime) After(us int64, do func()) { t.s.q.after(us, do) }

// run plays a seed to its end.
func run(cfg config) (*result, error) {
	s, err := newSim(cfg)
	if err != nil {
		return nil, err
	}
	for !s.done && s.q.next() {
	}
	s.judge()
	r := &result{Seed: cfg.Seed, Wrong: s.broken, Landed: s.landed, Faults: s.landedAll, Reached: s.states, Ops: s.ops,
		Events: s.q.n, Virtual: s.q.now - beginUs}
	for _, id := range s.roomIDs {
		for _, row := range s.db.Rounds(id) {
			switch row.Phase {
			case games.Settled:
				r.Rounds++
			case games.Void:
				r.Voids++
			}
		}
	}
	s.count()
	for _, text := range slices.Clone(s.broken) {
		s.digest.Write([]byte(text))
	}
	copy(r.Digest[:], s.digest.Sum(nil))
	return r, nil
}

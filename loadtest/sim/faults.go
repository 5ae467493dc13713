package main

import (
	"cmp"
	"fmt"
	"slices"

	"croupier/games"
	"croupier/loadtest/model"
	"croupier/rooms"
)

// faults is what goes wrong, and what of it really did.
type faults struct {
	landed    map[string]int // by "kind/phase"
	landedAll int
	traps     []*trap
	slowUntil int64
	slowUs    int64
	batches   []*batchFault
	over      bool // everything is healed, nothing more breaks
}

// trap ends a process at a place that it passes.
type trap struct {
	place string
	times int
	deep  int // how often it ended one
}

// batchFault meets the next batches of a node that fit.
type batchFault struct {
	kind   string
	node   int64 // 0: any
	commit bool
	fate   model.Fate
	times  int
}

// strike lets something break, and again after a while.
func (s *sim) strike() {
	if s.over {
		return
	}
	s.q.after(40_000+s.below(900_000), s.strike)
	weight := int64(0)
	for _, k := range kinds {
		weight += k.weight
	}
	at := s.below(weight)
	for _, k := range kinds {
		if at -= k.weight; at < 0 {
			k.strike(s)
			return
		}
	}
}

// kinds are what may break, and how often.
var kinds []struct {
	weight int64
	strike func(*sim)
}

func init() {
	kinds = []struct {
		weight int64
		strike func(*sim)
	}{
		{6, (*sim).crashNode}, {14, (*sim).setTrap}, {3, (*sim).crashTakeover}, {8, (*sim).stopNode}, {8, (*sim).cutDatabase},
		{8, (*sim).cutClient}, {6, (*sim).cutClientLine}, {3, (*sim).swizzle}, {3, (*sim).crashDatabase}, {6, (*sim).slowCommits},
		{12, (*sim).batchTrouble}, {8, (*sim).holdAccount}, {4, (*sim).bendClock}, {4, (*sim).stepDatabaseClock},
		{6, (*sim).slowClient}, {3, (*sim).drainNode}, {4, (*sim).pauseRoom},
	}
}

// roomless is the phase of a node that owned nothing: what befell it is told, and
// does not count.
const roomless = "without rooms"

// land counts a fault that really happened, by the phase of a round that it met.
func (s *sim) land(kind, phase string) {
	if s.over {
		return
	}
	s.landed[kind+"/"+phase]++
	if phase != roomless {
		s.landedAll++
	}
}

// phase is where a room's round stands in the database.
func (s *sim) phase(id games.RoomID) string {
	if row := s.db.Live(id); row != nil {
		return row.Phase.String()
	}
	return "between"
}

// meets is the phase of a round of a process: the one that stands furthest.
func (s *sim) meets(p *process) string {
	best := ""
	for _, t := range p.all() {
		if phase := s.phase(t.room.ID()); best == "" || phase == "closed" || phase == "open" && best == "between" {
			best = phase
		}
	}
	if best == "" {
		return roomless
	}
	return best
}

// anyUp is a machine with a process; nil if there is none.
func (s *sim) anyUp() *machine {
	var up []*machine
	for _, m := range s.machines {
		if m.up != nil {
			up = append(up, m)
		}
	}
	if len(up) == 0 {
		return nil
	}
	return up[s.below(int64(len(up)))]
}

func (s *sim) crashNode() {
	if m := s.anyUp(); m != nil {
		s.land("crash of a node", s.meets(m.up))
		m.crash(200_000 + s.below(2_500_000))
	}
}

func (s *sim) setTrap() {
	places := []string{"after-bet-commit", "after-settle-commit", "after-close", "after-draw", "mid-broadcast"}
	if len(s.traps) < 3 {
		s.traps = append(s.traps, &trap{place: places[s.below(int64(len(places)))], times: 1})
	}
}

// crashTakeover ends an owner, and whoever takes over, up to three deep (B18).
func (s *sim) crashTakeover() {
	place := "during-takeover"
	if s.below(3) == 0 {
		place = "takeover-claimed"
	}
	s.traps = append(s.traps, &trap{place: place, times: 1 + int(s.below(3))})
	s.crashNode()
}

// pass goes by a place; true: the process has just ended there.
func (s *sim) pass(place string, p *process) bool {
	if p.gone {
		return true
	}
	for i, t := range s.traps {
		if t.place != place || place == "mid-broadcast" && s.below(4) > 0 {
			continue
		}
		if t.times--; t.times == 0 {
			s.traps = slices.Delete(s.traps, i, i+1)
		}
		if t.deep++; place == "during-takeover" || place == "takeover-claimed" {
			// What a node meets in a takeover is the room that it was to open.
			s.reached(fmt.Sprintf("crash in a takeover, %d deep", t.deep))
		}
		s.land("crash "+place, s.meets(p))
		p.m.crash(100_000 + s.below(1_200_000))
		return true
	}
	return false
}

// opened counts the states in which a room is taken over.
func (s *sim) opened(p *process, l *rooms.Loaded) {
	if l.Term == 1 {
		return
	}
	phase := "between"
	if l.Live != nil {
		phase = l.Live.Phase.String()
	}
	s.reached("takeover: " + phase)
}

func (s *sim) stopNode() {
	m := s.anyUp()
	if m == nil || m.up.stopped {
		return
	}
	if s.below(3) == 0 {
		s.land("short stop of a node", s.meets(m.up))
		m.up.hold(50_000 + s.below(1_200_000))
		return
	}
	s.land("stop of a node beyond its lease", s.meets(m.up))
	m.up.hold(leaseUs + s.below(2*leaseUs))
}

// cutDatabase cuts a node from the database, both ways or one (B30).
func (s *sim) cutDatabase() {
	m := s.machines[s.below(int64(len(s.machines)))]
	if m.cutTo || m.cutFrom {
		return
	}
	kind := "node cut from the database"
	switch s.below(4) {
	case 0:
		m.cutTo, kind = true, "node's requests cut"
	case 1:
		m.cutFrom, kind = true, "database's replies cut"
	default:
		m.cutTo, m.cutFrom = true, true
	}
	phase := roomless
	if m.up != nil {
		phase = s.meets(m.up)
	}
	s.q.after(200_000+s.below(4_000_000), func() {
		if len(m.heldTo)+len(m.heldFrom) > 0 {
			s.land(kind, phase)
		}
		m.heal()
	})
}

func (s *sim) crashDatabase() {
	if s.db.Down() {
		return
	}
	s.land("database crash", s.phase(s.roomIDs[s.below(int64(len(s.roomIDs)))]))
	s.db.Crash(func() bool { return s.below(2) == 0 })
	s.q.after(200_000+s.below(2_500_000), s.db.Start)
}

func (s *sim) slowCommits() {
	s.slowUntil, s.slowUs = s.q.now+300_000+s.below(1_500_000), 30_000+s.below(400_000)
}

// batchTrouble lets the next batches fail: deadlocks, refusals, connections lost
// around COMMIT.
func (s *sim) batchTrouble() {
	b := &batchFault{times: 1}
	switch s.below(6) {
	case 0:
		b.kind, b.fate, b.times = "deadlock", model.Deadlock, 1+int(s.below(3))
	case 1:
		b.kind, b.fate, b.times, b.commit = "batch refused", model.Refuse, 1+int(s.below(4)), s.below(2) == 0
	case 2:
		b.kind, b.fate = "connection lost before COMMIT", model.CutBefore
	case 3:
		b.kind, b.fate, b.commit = "COMMIT unknown, not committed", model.CutBefore, true
	default:
		b.kind, b.fate, b.commit = "COMMIT unknown, committed", model.CutAfter, true
	}
	s.batches = append(s.batches, b)
}

// Batch is the database's question what becomes of a batch.
func (s *sim) Batch(node int64, commit bool, g model.Glance) (model.Fate, int64) {
	syncUs := 200 + s.below(1_800)
	if s.over {
		return model.Fine, syncUs
	}
	for i, b := range s.batches {
		if b.commit != commit || b.node != 0 && b.node != node {
			continue
		}
		b.node = node
		if b.times--; b.times == 0 {
			s.batches = slices.Delete(s.batches, i, i+1)
		}
		s.land(b.kind, s.phase(games.RoomID(g.Rooms[0])))
		return b.fate, syncUs
	}
	if commit && s.q.now < s.slowUntil {
		if s.slowUs > 0 {
			s.land("slow commits", s.phase(games.RoomID(g.Rooms[0])))
		}
		syncUs, s.slowUs = max(s.slowUs, 20_000), 0
	}
	return model.Fine, syncUs
}

func (s *sim) holdAccount() {
	c := s.anyClient()
	if s.db.HoldAccount(int64(c.id), 10_000+s.below(500_000)) {
		s.land("account held by a payment", s.phase(c.room))
	}
}

// bendClock lets a machine's monotonic clock run otherwise, within half a per cent.
func (s *sim) bendClock() {
	m := s.machines[s.below(int64(len(s.machines)))]
	if m.up == nil {
		return
	}
	was := m.up.Mono()
	m.ratePPM = ppm - 5_000 + s.below(10_000)
	m.offset += was - m.up.Mono()
	s.land("clock of a node bent", s.meets(m.up))
}

// stepDatabaseClock moves the database's clock by up to 100 ms, either way.
func (s *sim) stepDatabaseClock() {
	step := s.below(200_000) - 100_000
	if next := s.dbOffset + step; next < 300_000 && next > -300_000 {
		s.dbOffset = next
		s.land("clock of the database stepped", s.phase(s.roomIDs[0]))
	}
}

func (s *sim) drainNode() {
	m := s.anyUp()
	if m == nil || m.up.draining || m.up.node == nil || m.up.stopped {
		return
	}
	s.land("node drained", s.meets(m.up))
	m.up.drain()
}

func (s *sim) pauseRoom() {
	id := s.roomIDs[s.below(int64(len(s.roomIDs)))]
	if s.paused[id] {
		return
	}
	s.paused[id] = true
	s.land("room paused", s.phase(id))
	s.q.after(500_000+s.below(3_000_000), func() {
		if !s.over {
			s.paused[id] = false
		}
	})
}

// healAll mends everything and breaks nothing more.
func (s *sim) healAll() {
	s.over, s.traps, s.batches, s.slowUntil = true, nil, nil, 0
	s.db.Start()
	clear(s.paused)
	clear(s.cutLines)
	for _, m := range s.machines {
		m.heal()
		if m.up != nil {
			m.up.goOn()
		} else {
			m.start()
		}
	}
	for _, c := range s.clients {
		c.stalled = false
	}
	s.flowAll()
}

// landedOf lists what landed, most often first.
func landedOf(landed map[string]int) []string {
	list := make([]string, 0, len(landed))
	for kind := range landed {
		list = append(list, kind)
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(cmp.Compare(landed[b], landed[a]), cmp.Compare(a, b)) })
	return list
}

package auditor

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"croupier/server/wire"
)

// Sessions recounts players' own rooms at slot machines: each payout from what
// the reels showed, each balance from the payouts, and, once a pair of seeds is
// told, every spin from the pair.
//
//	Pair ─► spun ─► freeSpun | gambled … ─► paid, result ─► … ─► room.rotated: all drawn again
//
// It is used by one goroutine at a time.
type Sessions struct {
	cabinets map[string]*Cabinet
	seats    map[int64]*seat
	count    SessionCount
	list     []Violation
	total    int64
}

// SessionCount is what went through the auditor's hands.
type SessionCount struct {
	Spins     int64 // paid for
	Free      int64
	Gambles   int64
	Rounds    int64 // that ended
	Verified  int64 // of them, drawn again from a pair that was told
	Rotations int64
	Refused   map[string]int64 // by code
	Staked    int64
	Returned  int64
}

// seat is one player's room and account.
type seat struct {
	player, room int64
	cabinet      *Cabinet
	balance      int64 // by the auditor's own payouts
	version      int64 // the highest that was told
	acts         map[string]wire.Act
	answered     map[string]bool
	pair         wire.Pair
	told         []int64 // the last rounds of pairs that were told
	round        *spinRound
	played       []*spinRound // of the pair in force
	result       *spinResult  // the last that was told
}

// spinRound is one round as it was told, step by step.
type spinRound struct {
	id, coin, stake int64
	steps           []spinStep
	win             int64
	given, done     int
	paid, ended     bool
}

// spinStep is one drawing step: a spin, or a gamble's colour.
type spinStep struct {
	shown  *spinShown
	free   bool
	colour string // that came
}

type spinShown struct {
	Stops    []int `json:"stops"`
	Scatters int   `json:"scatters"`
	Awarded  int   `json:"awarded"`
	Win      int64 `json:"win"`
	Prizes   []struct {
		Pay int64 `json:"pay"`
	} `json:"prizes"`
}

type spinState struct {
	Doing  string `json:"doing"`
	Win    int64  `json:"win"`
	Given  int    `json:"given"`
	Played int    `json:"played"`
}

// NewSessions starts an audit.
func NewSessions() *Sessions {
	return &Sessions{cabinets: map[string]*Cabinet{}, seats: map[int64]*seat{}, count: SessionCount{Refused: map[string]int64{}}}
}

// Count is what was seen up to now.
func (a *Sessions) Count() SessionCount { return a.count }

// Violations lists what was wrong, at most the first 200, and how much in all.
func (a *Sessions) Violations() ([]Violation, int64) { return a.list, a.total }

func (a *Sessions) wrong(s *seat, kind Kind, text string, args ...any) {
	v := Violation{Kind: kind, Room: s.room, Player: s.player, Text: fmt.Sprintf(text, args...)}
	if s.round != nil {
		v.Round = s.round.id
	}
	a.total++
	if len(a.list) < listMax {
		a.list = append(a.list, v)
	}
}

// Cabinet learns a machine from its page of rules.
func (a *Sessions) Cabinet(game string, sheet []byte) error {
	c, err := ReadCabinet(sheet)
	if err == nil {
		a.cabinets[game] = c
	}
	return err
}

// Seat begins to watch a player's room. The machine is known by its page.
func (a *Sessions) Seat(player, room int64, game string, balance, version int64) error {
	c := a.cabinets[game]
	if c == nil {
		return fmt.Errorf("auditor: no page of %s was read", game)
	}
	a.seats[player] = &seat{player: player, room: room, cabinet: c, balance: balance, version: version,
		acts: map[string]wire.Act{}, answered: map[string]bool{}}
	return nil
}

// Gap records that a stream did not go on as it must.
func (a *Sessions) Gap(player int64, text string) { a.wrong(a.seats[player], KindGap, "%s", text) }

// Sent takes an act, before it can have been answered.
func (a *Sessions) Sent(player int64, act wire.Act) { a.seats[player].acts[act.ID] = act }

// Unused takes an error that says that an act's id is unused.
func (a *Sessions) Unused(player int64, id string) { delete(a.seats[player].acts, id) }

// Pair takes the pair in force as a snapshot or room.pair tells it.
func (a *Sessions) Pair(player int64, p wire.Pair) {
	s := a.seats[player]
	if s.pair.Commitment != "" && (p.Commitment != s.pair.Commitment || p.From != s.pair.From || p.ClientSeed != s.pair.ClientSeed) {
		a.wrong(s, KindSeal, "the pair in force was told as %+v and as %+v", s.pair, p)
	}
	s.pair = p
}

// Wallet takes a balance that was told; one of the same version as the recount's
// end is compared by Me.
func (a *Sessions) Wallet(player int64, w *wire.Wallet) {
	if s := a.seats[player]; s != nil {
		s.version = max(s.version, w.Version)
	}
}

// Event takes an event of the player's room, of either stream, in order.
func (a *Sessions) Event(player int64, e *wire.Event) {
	s := a.seats[player]
	switch e.Type {
	case wire.EventPair:
		var p wire.Pair
		if a.read(s, e, &p) {
			a.Pair(player, p)
		}
	case wire.EventSealed:
		var sealed wire.Sealed
		if a.read(s, e, &sealed) && s.pair.Commitment != "" && sealed.Commitment != s.pair.Commitment {
			a.wrong(s, KindSeal, "round %d is sealed as %s, under the pair of %s", sealed.Round, sealed.Commitment, s.pair.Commitment)
		}
	case wire.EventRotated:
		var r wire.Rotated
		if a.read(s, e, &r) {
			a.rotated(s, &r)
		}
	case wire.EventRevealed:
		a.wrong(s, KindSeed, "a round's own seed was told")
	case wire.EventVerdict:
		var v wire.Verdict
		if a.read(s, e, &v) {
			a.verdict(s, &v)
		}
	default:
		a.play(s, e)
	}
}

func (a *Sessions) verdict(s *seat, v *wire.Verdict) {
	act, ok := s.acts[v.ID]
	switch {
	case !ok:
		a.wrong(s, KindUnasked, "a verdict for an id that was never sent")
	case s.answered[v.ID]:
		a.wrong(s, KindTwice, "the first verdict of %s came twice", v.ID)
	case v.Verdict != wire.VerdictAccepted:
		a.count.Refused[v.Code]++
	case act.Ask == "spin" && (s.round == nil || s.round.id != act.Round || v.Stake != s.round.stake):
		a.wrong(s, KindStake, "a spin of round %d was accepted for %d", act.Round, v.Stake)
	case act.Ask != "spin" && v.Stake != 0:
		a.wrong(s, KindStake, "%s took %d", act.Ask, v.Stake)
	}
	s.answered[v.ID] = true
}

// rotated draws every round of a pair again.
func (a *Sessions) rotated(s *seat, r *wire.Rotated) {
	a.count.Rotations++
	if r.Commitment != s.pair.Commitment || r.ClientSeed != s.pair.ClientSeed || r.From != s.pair.From {
		a.wrong(s, KindSeal, "told was %+v, in force %+v", r, s.pair)
	}
	raw, err := hex.DecodeString(r.ServerSeed)
	if err != nil || len(raw) != 32 {
		a.wrong(s, KindSeed, "not a seed: %s", r.ServerSeed)
		return
	}
	seed := [32]byte(raw)
	if commitment := PairCommitment(s.room, r.From, seed); hex.EncodeToString(commitment[:]) != strings.ToLower(r.Commitment) {
		a.wrong(s, KindSeed, "the seed told is not the one committed to as %s", r.Commitment)
	}
	for _, round := range s.played {
		if round.id < r.From || round.id >= r.To {
			a.wrong(s, KindSeed, "round %d was played under a pair of %d to %d", round.id, r.From, r.To)
		}
		a.drawn(s, round, SessionSeed(s.room, round.id-r.From, seed, r.ClientSeed))
	}
	s.told = append(s.told, r.To)
	s.played, s.pair = nil, r.Pair
}

// drawn holds a round to its seed.
func (a *Sessions) drawn(s *seat, r *spinRound, seed [32]byte) {
	for i, step := range r.steps {
		if step.shown == nil {
			came := [2]string{"red", "black"}[(&drawer{seed: seed, stream: uint64(i + 1)}).below(2)]
			if came != step.colour {
				a.wrong(s, KindDraw, "round %d, step %d: its seed means %s, told was %s", r.id, i+1, came, step.colour)
			}
			continue
		}
		turn := s.cabinet.Turn(seed, i+1, step.free)
		if !slices.Equal(turn.stops, step.shown.Stops) || turn.coins*r.coin != step.shown.Win {
			a.wrong(s, KindDraw, "round %d, step %d: its seed stops at %v for %d, told was %v for %d",
				r.id, i+1, turn.stops, turn.coins*r.coin, step.shown.Stops, step.shown.Win)
		}
	}
	a.count.Verified++
}

// Me compares the recounted balance with the server's.
func (a *Sessions) Me(player, balance, version int64) {
	if s := a.seats[player]; balance != s.balance || version < s.version {
		a.wrong(s, KindBalance, "the server says %d at version %d, recounted %d; version %d was told", balance, version, s.balance, s.version)
	}
}

// Finish says what was left without an answer or an end.
func (a *Sessions) Finish() {
	for _, s := range a.seats {
		for id := range s.acts {
			if !s.answered[id] {
				a.wrong(s, KindUnanswer, "no answer to %s", id)
			}
		}
		if s.round != nil && !s.round.ended {
			a.wrong(s, KindEnd, "round %d has no end", s.round.id)
		}
	}
}

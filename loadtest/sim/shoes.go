package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"

	"croupier/games"
	"croupier/loadtest/auditor"
	"croupier/loadtest/model"
	"croupier/rooms"
	"croupier/server/wire"
)

// shoes is what the house was heard to say of sources and shoes: whoever has the source
// of a shoe knows every card of it, so that none may be dealt from it any more.
type shoes struct {
	toldIn map[int64]int64          // by round whose source was revealed: the round with which
	inUse  map[[2]int64]int64       // by room and term: the round that shuffled the shoe in use
	untold map[games.RoomID][]int64 // rounds that opened, whose source nobody was told yet
}

func newShoes() shoes {
	return shoes{toldIn: map[int64]int64{}, inUse: map[[2]int64]int64{}, untold: map[games.RoomID][]int64{}}
}

// hearShoes takes the events of a public frame that was not told before.
func (s *sim) hearShoes(t *wire.Table) {
	h, at := &s.shoes, [2]int64{t.Room, t.Term}
	for i := range t.Events {
		e := &t.Events[i]
		var body struct {
			Round int64 `json:"round"` // of a reveal
			Shoe  struct {
				ID int64 `json:"shoe"`
			} `json:"shoe"`
		}
		switch e.Type {
		case "opened":
			h.untold[games.RoomID(t.Room)] = append(h.untold[games.RoomID(t.Room)], e.Round)
			continue
		case wire.EventRevealed, "shuffled", "result", "dealt", "drawn", "went", "acted":
		default:
			continue
		}
		_ = json.Unmarshal(e.Body, &body) // the auditor complains
		if e.Type == wire.EventRevealed {
			if _, again := h.toldIn[body.Round]; !again {
				h.toldIn[body.Round] = e.Round
			}
			continue
		}
		if body.Shoe.ID != 0 {
			h.inUse[at] = body.Shoe.ID
		}
		if in, told := h.toldIn[h.inUse[at]]; told && e.Round > in {
			s.wrong("leak", "%s of round %d is from the shoe of round %d, whose source was revealed with round %d", e.Type, e.Round, h.inUse[at], in)
		}
		if e.Type == "shuffled" {
			s.reached("a shoe was shuffled")
		}
	}
}

// seeShoe takes the shoe that a snapshot shows: what followed before it was not heard.
func (s *sim) seeShoe(m *wire.Snapshot) {
	var view struct {
		Shoe struct {
			ID int64 `json:"shoe"`
		} `json:"shoe"`
	}
	if json.Unmarshal(m.View, &view) == nil && view.Shoe.ID != 0 {
		s.shoes.inUse[[2]int64{m.Room, m.Term}] = view.Shoe.ID
	}
}

// keepsQuiet looks for sources of rounds that ended and were told to nobody, such as
// those of shoes that are in use, in what is no public frame.
func (s *sim) keepsQuiet(room games.RoomID, frame []byte) {
	h := &s.shoes
	left := h.untold[room][:0]
	for _, id := range h.untold[room] {
		if _, told := h.toldIn[id]; told {
			continue
		}
		left = append(left, id)
		for _, secret := range s.sealer.secrets[games.RoundID(id)] {
			if bytes.Contains(frame, []byte(secret)) {
				s.wrong("leak", "a frame for one player has the seed of round %d, which nobody was told", id)
			}
		}
	}
	h.untold[room] = left
}

// shoeOf adds to a round's record what proves the cards of its shoe, as the API does: the
// round that shuffled it, and its seed once that is on the log of a later one.
func (s *sim) shoeOf(rec *auditor.Record, l *rooms.LoadedRound) error {
	var newest, under *rooms.LoadedRound
	for _, row := range s.db.Rounds(l.Round.Room()) {
		switch row.Opening.Kept {
		case 0:
		case l.Round:
			newest = s.db.LoadRound(row.ID)
		case l.Opening.Kept:
			under = s.db.LoadRound(row.ID)
		}
	}
	if newest == nil {
		newest = under
	}
	if newest == nil {
		return nil
	}
	public, _, err := rooms.Recall(s.sealer, newest, 0)
	if err != nil {
		return err
	}
	of := newest.Kept
	shoe := &auditor.RecordShoe{Round: int64(of.Round), Rules: int64(of.Rules), Commitment: hex.EncodeToString(of.Commitment[:])}
	if of.Round != l.Round && shuffles(rec.Events, l.Round) {
		shoe = &auditor.RecordShoe{Round: rec.Round, Rules: rec.Rules, Commitment: rec.Commitment, Seed: rec.Seed}
	} else if shoe.Seed = seedIn(public, of.Round); of.Round == l.Round {
		rec.Seed = shoe.Seed
	}
	rec.Shoe = shoe
	return nil
}

// shuffles says whether a round's events tell of a shoe of its own.
func shuffles(events []wire.Event, round games.RoundID) bool {
	for i := range events {
		var body struct {
			Shoe struct {
				ID games.RoundID `json:"shoe"`
			} `json:"shoe"`
		}
		if events[i].Type == "shuffled" && json.Unmarshal(events[i].Body, &body) == nil && body.Shoe.ID == round {
			return true
		}
	}
	return false
}

// seedIn is the seed of a round as some public events tell it; empty if they do not.
func seedIn(events []wire.Event, of games.RoundID) string {
	for i := range events {
		var body wire.Revealed
		if events[i].Type == wire.EventRevealed && json.Unmarshal(events[i].Body, &body) == nil && body.Round == int64(of) {
			return body.Seed
		}
	}
	return ""
}

// follows says whether the record has a bet as the system's: a stake that followed a
// seat for who stands behind it, or could not.
func (s *sim) follows(b *model.Bet) bool {
	l := s.db.LoadRound(b.Round)
	if l == nil {
		return false
	}
	_, own, err := rooms.Recall(s.sealer, l, b.Key.Player)
	if err != nil {
		s.wrong("record", "round %d: %v", b.Round, err)
	}
	for i := range own {
		var body struct {
			Bet    string `json:"bet"`
			System bool   `json:"system"`
		}
		if kind := own[i].Type; kind != "staked" && kind != "unfollowed" || json.Unmarshal(own[i].Body, &body) != nil || body.Bet != b.Key.ID.String() {
			continue
		}
		if body.System || own[i].Type == "unfollowed" {
			s.reached("a stake of the system: " + own[i].Type)
			return true
		}
	}
	return false
}

package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"slices"

	"croupier/games"
	"croupier/loadtest/auditor"
	"croupier/loadtest/model"
	"croupier/rooms"
	"croupier/server/wire"
)

// saying judges a frame at the moment at which it leaves: nothing may be told
// that is not committed, and no seed before the round's end (O4, O5).
func (s *sim) saying(k *conn, frame []byte) any {
	s.note('f', [4]int64{int64(k.c.id), int64(k.p.m.number), int64(k.room), 0}, frame)
	what := s.read(frame)
	switch m := what.(type) {
	case *wire.Table:
		for i := range m.Events {
			s.committed(&m.Events[i], 0)
		}
	case *wire.Own:
		for i := range m.Events {
			s.committed(&m.Events[i], k.c.id)
		}
	case *wire.Verdict:
		s.stored(m, k.c.id)
	case *wire.Snapshot:
		s.seeShoe(m)
		row := s.db.Round(games.RoundID(m.Round))
		if phase := phases[m.Phase]; phase != games.None && (row == nil || phase > row.Phase) {
			s.wrong("early", "a snapshot shows round %d %s, which is not", m.Round, m.Phase)
		}
	}
	if _, public := what.(*wire.Table); !public {
		s.keepsQuiet(k.room, frame)
	}
	s.leaks(k.room, frame, "a frame")
	return what
}

var phases = map[string]games.Phase{"none": games.None, "open": games.Open, "closed": games.Closed, "settled": games.Settled, "void": games.Void}

// read decodes a frame; one of a public stream once for all who get it.
func (s *sim) read(frame []byte) any {
	rest, ok := bytes.CutPrefix(frame, []byte(`{"t":"`))
	kind, _, _ := bytes.Cut(rest, []byte(`"`))
	if !ok {
		s.wrong("frame", "no kind: %.80q", frame)
		return nil
	}
	var what any
	switch string(kind) {
	case wire.TTable:
		return s.table(frame)
	case wire.TOwn:
		what = &wire.Own{}
	case wire.TVerdict:
		what = &wire.Verdict{}
	case wire.TWallet:
		what = &wire.Wallet{}
	case wire.TSnapshot:
		what = &wire.Snapshot{}
	case wire.TOwnSnapshot:
		what = &wire.OwnSnapshot{}
	case wire.TJoined:
		what = &wire.Joined{}
	case wire.TPong:
		what = &wire.Pong{}
	case wire.TError:
		what = &wire.Error{}
	default:
		s.wrong("frame", "of kind %q", kind)
		return nil
	}
	if err := json.Unmarshal(frame, what); err != nil {
		s.wrong("frame", "%.80q: %v", frame, err)
	}
	return what
}

// table decodes a public frame. Two owners that tell different things at one
// place of a stream would be found here.
func (s *sim) table(frame []byte) *wire.Table {
	if s.lastTable != nil && &s.lastRaw[0] == &frame[0] {
		return s.lastTable
	}
	t := &wire.Table{}
	if err := json.Unmarshal(frame, t); err != nil {
		s.wrong("frame", "%.80q: %v", frame, err)
		return t
	}
	at := place{t.Room, t.Term, t.Seq}
	if was, ok := s.feed[at]; !ok {
		s.feed[at] = told{frame, t}
		s.hearShoes(t)
	} else if !bytes.Equal(was.raw, frame) {
		s.wrong("differs", "two frames at %+v: %.200q and %.200q", at, was.raw, frame)
	} else {
		t = was.table
	}
	s.lastRaw, s.lastTable = frame, t
	return t
}

// committed says that what an event tells is true in the database.
func (s *sim) committed(e *wire.Event, player games.PlayerID) {
	row := s.db.Round(games.RoundID(e.Round))
	var least games.Phase
	switch e.Type {
	case "opened", "placed", "takenBack", "deadline":
		least = games.Open
	case "closed", "shuffled", "dealt", "turn", "acted", "drawn", "looked", "went", "chosen", "staked", "unfollowed", "unbacked":
		least = games.Closed
	case "result", "paid", "voided":
		least = games.Settled
	case wire.EventRevealed:
		var body wire.Revealed
		if json.Unmarshal(e.Body, &body) == nil {
			row = s.db.Round(games.RoundID(body.Round))
		}
		least = games.Settled
	case wire.EventVerdict:
		var v wire.Verdict
		if json.Unmarshal(e.Body, &v) == nil {
			s.stored(&v, player)
		}
		return
	default:
		return
	}
	if row == nil || row.Phase < least {
		s.wrong("early", "%s of round %d is told before it is committed", e.Type, e.Round)
	}
}

// stored says that a verdict that is told stands in the database (O2).
func (s *sim) stored(v *wire.Verdict, player games.PlayerID) {
	var id games.BetID
	if id.UnmarshalText([]byte(v.ID)) != nil {
		s.wrong("verdict", "of %q", v.ID)
		return
	}
	bet := s.db.Bet(id, player)
	if bet == nil || bet.Answer.Accepted != (v.Verdict == wire.VerdictAccepted) || string(bet.Answer.Code) != v.Code ||
		int64(bet.Answer.Stake) != v.Stake || int64(bet.Answer.Back) != v.Back {
		s.wrong("verdict", "player %d is told %+v, stored is %+v", player, *v, bet)
	}
}

// leaks looks for the seeds of rounds that have not ended (O5).
func (s *sim) leaks(room games.RoomID, text []byte, where string) {
	rounds := s.db.Rounds(room)
	for i := len(rounds) - 1; i >= 0 && !rounds[i].Phase.Ended(); i-- {
		for _, secret := range s.sealer.secrets[rounds[i].ID] {
			if bytes.Contains(text, []byte(secret)) {
				s.wrong("leak", "%s has the seed of round %d, which is %v", where, rounds[i].ID, rounds[i].Phase)
			}
		}
	}
}

// judge is the end of a run: the books, the logs, the players' own recount.
func (s *sim) judge() {
	for _, text := range s.db.Verify(s.at >= stageAsked) {
		s.wrong("books", "%s", text)
	}
	sentBets := map[string]bool{}
	for _, c := range s.clients {
		for id := range c.acts {
			sentBets[id] = true
		}
	}
	// Sorted, since the list of what is wrong is part of the digest.
	var strange []string
	for _, c := range s.clients {
		for id, v := range c.verdicts {
			var bet games.BetID
			if bet.UnmarshalText([]byte(id)) != nil || s.db.Bet(bet, c.id) == nil ||
				s.db.Bet(bet, c.id).Answer.Accepted != (v.Verdict == wire.VerdictAccepted) {
				strange = append(strange, id+" was told as "+v.Verdict+" and is not stored so")
			}
		}
	}
	s.db.Bets(func(b *model.Bet) {
		if id := b.Key.ID.String(); !sentBets[id] && !s.follows(b) {
			strange = append(strange, id+" is stored and was never sent")
		}
	})
	slices.Sort(strange)
	for _, text := range strange {
		s.wrong("acks", "%s", text)
	}
	for _, id := range s.roomIDs {
		for _, row := range s.db.Rounds(id) {
			s.replay(id, row.ID)
		}
	}
	s.audit()
}

// replay plays a stored round again, byte for byte (O4).
func (s *sim) replay(room games.RoomID, id games.RoundID) {
	l := s.db.LoadRound(id)
	if !l.Phase.Ended() {
		return
	}
	source, err := s.sealer.vault.Unseal(id, l.Opening.Rules, l.Sealed.Commitment, l.Sealed.Box)
	if err == nil {
		_, err = rooms.Replay(s.registry, s.gameOf[room], source, s.sealer, l)
	}
	if err != nil {
		s.wrong("replay", "%v", err)
	}
}

// hazyPasses: prisoners make a round's proof wait for that of the round before.
const hazyPasses = 4

// audit gives the auditor the records that it needs and asks what it found.
func (s *sim) audit() {
	for range hazyPasses {
		for _, open := range s.auditor.Unproved() {
			if open.Hazy {
				s.record(games.RoundID(open.Round), games.PlayerID(open.Player))
			}
		}
	}
	for _, seen := range s.auditor.Rounds() {
		s.record(games.RoundID(seen.Round), 0)
	}
	for _, c := range s.clients {
		a := s.db.Account(c.id)
		s.auditor.Me(int64(c.id), int64(a.Balance), a.Version)
	}
	s.auditor.Finish()
	list, total := s.auditor.Violations()
	if total > int64(len(list)) { // which ones are listed hangs on the order of a map
		s.wrong("auditor", "%d violations", total)
		return
	}
	texts := make([]string, 0, len(list))
	for _, v := range list {
		texts = append(texts, v.String())
	}
	slices.Sort(texts)
	for _, text := range texts {
		s.wrong("auditor", "%s", text)
	}
}

// record tells the auditor of a round as the API does.
func (s *sim) record(id games.RoundID, player games.PlayerID) {
	l := s.db.LoadRound(id)
	if l == nil {
		s.wrong("record", "round %d is not there", id)
		return
	}
	public, own, err := rooms.Recall(s.sealer, l, player)
	if err != nil {
		s.wrong("record", "round %d: %v", id, err)
		return
	}
	rec := &auditor.Record{Player: int64(player), Round: int64(id), Room: int64(id.Room()), Rules: int64(l.Opening.Rules),
		Phase: l.Phase.String(), Commitment: hex.EncodeToString(l.Sealed.Commitment[:]), Events: public, Own: own}
	if l.Phase.Ended() {
		rec.Seed = seedIn(public, id)
	}
	if rec.Carry, err = rooms.PublicCarry(l.Opening.Carry); err == nil {
		err = s.shoeOf(rec, l)
	}
	if err != nil {
		s.wrong("record", "round %d: %v", id, err)
		return
	}
	s.auditor.Record(rec)
}

// count puts what the database counted among the states that were reached.
func (s *sim) count() {
	c := s.db.Counted
	for _, one := range []struct {
		state string
		times int
	}{
		{"unknown commit: it had committed", c.UnknownCommitted}, {"unknown commit: it had not", c.UnknownRolledBack},
		{"account skipped", c.Skipped}, {"entry aside", c.Aside}, {"batch halved", c.Halved}, {"step failed", c.Failed},
		{"journal full", c.Full}, {"withdrawn", c.Withdrawn}, {"stale verdict", c.Stale}, {"conflict", c.Conflicts},
		{"repeated by the journal", c.Repeated}, {"idle transaction ended", c.IdleEnded},
	} {
		if one.times > 0 {
			s.states[one.state] += one.times
		}
	}
	for code, times := range s.auditor.Count().Refused {
		s.states["refused: "+code] += int(times)
	}
}

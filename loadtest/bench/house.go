package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"croupier/games"
	"croupier/loadtest/bot"
	"croupier/rooms"
	"croupier/rooms/journal"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

// roomsBetting take bets; one room more settles rounds.
const (
	roomsBetting = 64
	firstRoom    = games.RoomID(2_000_000) // beyond the rooms of any history
)

const (
	funds = money.Amount(1 << 40)
	// Every guardedOne-th player has a limit of its own, high enough never to be met.
	guardedOne = 10
	guardFor   = 24 * time.Hour
)

// house is a journal with its rooms and players, as a server has them.
type house struct {
	s       *server
	db      *store.DB
	prefix  string // of its figures' ids
	note    string // of their texts
	tape    *tape
	journal *journal.Journal
	node    *journal.Node
	counts  *prometheus.Registry
	players []games.PlayerID // who bet
	crowd   []games.PlayerID // the bettors of rounds that are settled, who bet nowhere else
	terms   map[games.RoomID]int64
	betting []games.RoundID // open for ever
	settles games.RoundID   // the first round of the room that settles
	settler *settler
}

// answerMax is how long anything that is asked once may take.
const answerMax = 60 * time.Second

// openHouse starts a journal as the server does, with open rooms and funded
// players: so many that bet, and bettors of settled rounds.
func openHouse(ctx context.Context, s *server, db *store.DB, t *tape, players, crowd int) (_ *house, err error) {
	h := &house{s: s, db: db, tape: t, counts: prometheus.NewRegistry(), terms: map[games.RoomID]int64{}}
	log := zerolog.Nop()
	if h.journal, err = journal.New(ctx, journal.Config{DB: db.App, Log: log}); err != nil {
		return nil, err
	}
	if err := h.journal.Metrics().Register(h.counts); err != nil {
		return nil, err
	}
	h.journal.Start()
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close())
		}
	}()
	if h.node, err = journal.Join(ctx, db.App, journal.NodeConfig{Name: "bench", Lease: time.Minute, Log: log}); err != nil {
		return nil, err
	}
	for i := range players {
		h.players = append(h.players, games.PlayerID(i+1))
	}
	for i := range crowd {
		h.crowd = append(h.crowd, games.PlayerID(players+i+1))
	}
	if err := h.fund(ctx, slices.Concat(h.players, h.crowd)); err != nil {
		return nil, fmt.Errorf("funding the players: %w", err)
	}
	for i := range roomsBetting {
		round, err := h.openRoom(ctx, firstRoom+games.RoomID(i))
		if err != nil {
			return nil, err
		}
		h.betting = append(h.betting, round)
	}
	if h.settles, err = h.openRoom(ctx, firstRoom+roomsBetting); err != nil {
		return nil, err
	}
	h.settler = newSettler(h, h.settles)
	return h, execAs(ctx, db, "analyze") // as autovacuum has done in a house that is not new
}

func (h *house) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), answerMax)
	defer cancel()
	err := h.journal.Stop(ctx)
	if h.node != nil {
		err = errors.Join(err, h.node.Leave(ctx))
	}
	return err
}

// fund gives every player money, and some a limit.
func (h *house) fund(ctx context.Context, players []games.PlayerID) error {
	const chunk = 1000
	until := games.Moment(time.Now().Add(guardFor).UnixMilli())
	for at := 0; at < len(players); at += chunk {
		part := players[at:min(at+chunk, len(players))]
		tx, err := h.db.App.Begin(ctx)
		if err != nil {
			return err
		}
		accounts, deposits := make([]wallet.AccountID, len(part)), make([]wallet.Deposit, len(part))
		for i, p := range part {
			accounts[i] = wallet.CashOf(p, money.FUN)
			deposits[i] = wallet.Deposit{Player: p, Currency: money.FUN, Amount: funds, Ref: depositRef(p)}
		}
		err = wallet.Open(ctx, tx, accounts...)
		if err == nil {
			_, err = wallet.TopUps(ctx, tx, deposits...)
		}
		for i := range part {
			if err == nil && guarded(part[i]) {
				err = wallet.SetGuard(ctx, tx, wallet.Guard{Account: accounts[i], Kind: wallet.StakeGuard, Until: until, Cap: funds})
			}
		}
		if err != nil {
			return errors.Join(err, tx.Rollback(context.WithoutCancel(ctx)))
		}
		if err := tx.Commit(ctx); err != nil {
			return err
		}
	}
	return nil
}

func guarded(p games.PlayerID) bool { return p%guardedOne == 0 }

func depositRef(p games.PlayerID) (ref [16]byte) {
	copy(ref[:], "croupier")
	for i := range 8 {
		ref[8+i] = byte(p >> (8 * i))
	}
	return ref
}

// openRoom makes a room, claims it, seals its first round and opens it.
func (h *house) openRoom(ctx context.Context, id games.RoomID) (games.RoundID, error) {
	err := h.journal.EnsureRoom(ctx, journal.RoomConfig{ID: id, Name: fmt.Sprintf("Table %d", id), Game: h.tape.game, Rules: h.tape.rules,
		Options: h.tape.options, Currency: money.FUN})
	if err != nil {
		return 0, err
	}
	terms, err := h.node.Claim(ctx, id)
	if err != nil {
		return 0, err
	}
	h.terms[id] = terms[id]
	round := id.Round(1)
	seal := h.step(round, games.None, games.None)
	seal.Seal = sealingOf(round)
	if err := h.do(ctx, seal); err != nil {
		return 0, err
	}
	return round, h.do(ctx, h.opening(round))
}

// step is an entry of a room's own.
func (h *house) step(round games.RoundID, phase, then games.Phase) *rooms.Entry {
	return &rooms.Entry{Kind: rooms.EntryStep, Room: round.Room(), Term: h.terms[round.Room()], Round: round, Phase: phase, Then: then,
		Record: []byte(`{"v":1}`)}
}

// opening opens a round and seals the next one, as rooms do.
func (h *house) opening(round games.RoundID) *rooms.Entry {
	e := h.step(round, games.None, games.Open)
	e.Open, e.Seal = h.tape.opening, sealingOf(round.Next())
	return e
}

func sealingOf(round games.RoundID) *rooms.Sealing {
	return &rooms.Sealing{Round: round, Rules: 1, Sealed: rooms.Sealed{Box: make([]byte, 65)}}
}

// do submits an entry and waits until it is committed.
func (h *house) do(ctx context.Context, e *rooms.Entry) error {
	_, err := h.timed(ctx, e)
	return err
}

// timed is do, and how long that took.
func (h *house) timed(ctx context.Context, e *rooms.Entry) (time.Duration, error) {
	said := make(chan rooms.Verdict, 1)
	e.Done = func(v rooms.Verdict) { said <- v }
	began := time.Now()
	if err := h.journal.Submit(e); err != nil {
		return 0, err
	}
	late := time.NewTimer(answerMax)
	defer late.Stop()
	select {
	case v := <-said:
		return time.Since(began), applied(v)
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-late.C:
		return 0, fmt.Errorf("round %d: no verdict within %v", e.Round, answerMax)
	}
}

// applied says what is wrong with a verdict: here everything is to be accepted.
func applied(v rooms.Verdict) error {
	if v.Outcome != rooms.Applied {
		return fmt.Errorf("outcome %d, code %q: %w", v.Outcome, v.Answer.Code, v.Err)
	}
	return nil
}

// stake is the entry of a bet, as a room would make it.
func (h *house) stake(c *client, round games.RoundID) *rooms.Entry {
	s := &h.tape.bets[c.below(len(h.tape.bets))]
	return h.entry(c, round, h.players[c.player(len(h.players))], s, s.answer.Stake)
}

// entry is the bet of a player, with a recorded one's record.
func (h *house) entry(c *client, round games.RoundID, player games.PlayerID, s *slip, stake money.Amount) *rooms.Entry {
	id := bot.Mint(c.random, time.Now().UnixMilli())
	key := &rooms.BetKey{ID: id, Player: player}
	c.fill(key.Hash[:])
	answer := s.answer
	answer.Stake = stake
	return &rooms.Entry{Kind: rooms.EntryStep, Room: round.Room(), Term: h.terms[round.Room()], Round: round,
		Phase: games.Open, Then: games.Open, Record: s.copy(id), Bet: key, Answer: answer,
		Moves: []games.Move{{Bet: id, Player: player, Kind: games.Stake, Amount: stake}}}
}

// counted is what the journal's metrics say.
type counted struct{ batches, entries, skips, retries float64 }

func (h *house) counted() (c counted, err error) {
	all, err := h.counts.Gather()
	for _, family := range all {
		m := family.GetMetric()[0]
		switch family.GetName() {
		case "croupier_journal_batch_entries":
			c.batches, c.entries = float64(m.GetHistogram().GetSampleCount()), m.GetHistogram().GetSampleSum()
		case "croupier_journal_skips_total":
			c.skips = m.GetCounter().GetValue()
		case "croupier_journal_retries_total":
			c.retries = m.GetCounter().GetValue()
		}
	}
	return c, err
}

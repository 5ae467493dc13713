package app

import (
	"context"
	"fmt"

	"croupier/games"
	"croupier/players"
	"croupier/rooms"
	"croupier/rooms/cluster"
	"croupier/rooms/journal"
	"croupier/server/demo"
	"croupier/server/gateway"
	"croupier/server/owner"
	"croupier/wallet"
	"croupier/wallet/money"
)

// openTables reads the configured tables and writes them down.
func (s *Server) openTables(ctx context.Context) (err error) {
	s.people = players.New(s.db.App, players.Options{})
	if s.cfg.Tables == "" && !s.cfg.DemoOn() {
		return nil // the built-in tables are the demo's
	}
	floor, err := demo.ReadFloor(s.cfg.Tables)
	if err != nil {
		return err
	}
	for _, r := range s.rules[len(rules()):] { // of the operator's folder
		floor.Add(r.ID())
	}
	s.tables, s.machines = floor.Tables, floor.Machines
	for _, t := range s.tables {
		if err := s.ensureRoom(ctx, t); err != nil {
			return err
		}
	}
	return s.openMachines()
}

// makeHall makes an empty hall and its owner. Rooms call the gateway and the
// owner when they stop, so both are there before the first room is.
func (s *Server) makeHall(context.Context) error {
	s.wallet = gateway.NewWallet(s.clock, balances{s.db}, s.log)
	s.hall = rooms.NewHall(rooms.World{
		Journal: s.entries, Sealer: s.vault, Purse: s.wallet, Directory: directory{s.cluster}, Clock: s.clock,
		Pairs: s.vault, Registry: s.registry, Stopped: s.roomStopped,
	})
	ids := make([]games.RoomID, len(s.tables))
	for i, t := range s.tables {
		ids[i] = t.Room
	}
	s.owner = owner.New(owner.Config{DB: s.db.DB, Journal: s.journal, Hall: s.hall, Clock: s.clock, Rooms: ids,
		Name: s.node(), Address: s.node(), Lease: s.cfg.Lease, Alone: s.db.alone(), Log: s.log})
	return nil
}

// openRooms claims the tables, folds what they were doing, and goes on.
func (s *Server) openRooms(ctx context.Context) error {
	if err := s.owner.Start(ctx); err != nil {
		return err
	}
	s.later(func(context.Context) error {
		s.hall.Close()
		return s.owner.Stop()
	})
	return nil
}

func (s *Server) ensureRoom(ctx context.Context, t demo.Table) error {
	rules, err := s.registry.Rules(t.Game, t.Rules)
	if err != nil {
		return fmt.Errorf("table %q: %w", t.Name, err)
	}
	if _, err := rules.Table(t.Room.Round(1), t.Options, nil); err != nil {
		return fmt.Errorf("table %q: %w", t.Name, err)
	}
	if _, ok := rules.(games.Chained); ok {
		s.vault.chained[t.Room] = true
	}
	return s.journal.EnsureRoom(ctx, journal.RoomConfig{ID: t.Room, Name: t.Name, Game: t.Game, Rules: t.Rules,
		Options: t.Options, Currency: t.Currency})
}

// roomStopped sends a stopped room's watchers back to where it opens next.
func (s *Server) roomStopped(room games.RoomID, watching []rooms.Subscriber, why error) {
	s.cluster.Retire(room)
	s.owner.Stopped(room, why)
	s.gateway.SendAway(watching)
}

// directory tells the house of a room's card and of who is there.
type directory struct{ *cluster.Cluster }

func (d directory) Announce(card rooms.Card) {
	d.Cluster.Announce(card)
	d.Present(card.Room, int64(card.Watching))
}

// balances reads accounts for the gateway.
type balances struct{ db *database }

func (b balances) Balances(ctx context.Context, of []games.PlayerID) ([]rooms.Balance, error) {
	ids := make([]wallet.AccountID, len(of))
	for i, player := range of {
		ids[i] = wallet.CashOf(player, money.FUN)
	}
	found, err := wallet.Balances(ctx, b.db.App, ids...)
	if err != nil {
		return nil, err
	}
	told := make([]rooms.Balance, 0, len(found))
	for _, balance := range found {
		told = append(told, balanceOf(balance))
	}
	return told, nil
}

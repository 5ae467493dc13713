package app

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"croupier/games"
	"croupier/rooms"
	"croupier/rooms/journal"
	"croupier/server/api"
	"croupier/server/demo"
	"croupier/server/owner"
)

// openMachines reads their titles and holds their options to their rules.
func (s *Server) openMachines() error {
	for i := range s.machines {
		m := &s.machines[i]
		rules, err := s.registry.Rules(m.Game, m.Rules)
		if err != nil {
			return fmt.Errorf("machine %q: %w", m.Game, err)
		}
		options, err := m.Seated(1)
		if err != nil {
			return fmt.Errorf("machine %q: %w", m.Game, err)
		}
		if _, err := rules.Table(games.RoomID(1).Round(1), options, nil); err != nil {
			return fmt.Errorf("machine %q: %w", m.Game, err)
		}
	}
	return nil
}

// machines gives the door the games that each player plays in a room of one's own.
type machines struct{ s *Server }

func (m machines) Machines() []api.Machine {
	list := make([]api.Machine, len(m.s.machines))
	for i, one := range m.s.machines {
		list[i] = api.Machine{Game: one.Game, Version: one.Rules, Currency: one.Currency, Options: one.Options}
	}
	return list
}

func (m machines) Sit(ctx context.Context, player games.PlayerID, game, name, clientSeed string) (games.RoomID, error) {
	for i := range m.s.machines {
		if one := &m.s.machines[i]; one.Game == game {
			return m.sit(ctx, one, player, name, clientSeed)
		}
	}
	return 0, api.ErrNoMachine
}

func (m machines) sit(ctx context.Context, machine *demo.Machine, player games.PlayerID, name, clientSeed string) (games.RoomID, error) {
	if clientSeed == "" {
		random, err := m.s.entropy.Seed()
		if err != nil {
			return 0, err
		}
		clientSeed = hex.EncodeToString(random[:8])
	}
	options, err := machine.Seated(player)
	if err != nil {
		return 0, err
	}
	id, err := m.s.owner.Sit(ctx, journal.SessionConfig{Seat: player, ClientSeed: clientSeed, Name: name,
		Game: machine.Game, Rules: machine.Rules, Options: options, Currency: machine.Currency})
	var elsewhere *owner.Elsewhere
	switch {
	case errors.As(err, &elsewhere):
		return 0, &api.ElsewhereError{Address: elsewhere.Address}
	case errors.Is(err, owner.ErrFull), errors.Is(err, journal.ErrSessionsFull):
		return 0, fmt.Errorf("%w: %w", api.ErrFull, err)
	case errors.Is(err, owner.ErrAway), errors.Is(err, rooms.ErrHallClosed), errors.Is(err, journal.ErrLost):
		return 0, fmt.Errorf("%w: %w", api.ErrMoving, err)
	}
	return id, err
}

package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"croupier/games"
	"croupier/games/baccarat"
	"croupier/games/blackjack"
	"croupier/games/crash"
	"croupier/games/dragontiger"
	"croupier/games/roulette"
	"croupier/games/slots"
	"croupier/rooms"
	"croupier/server/config"
)

// rules are every set of rules that this build knows, old versions included
// (G48). A new game is a line here. Machines take a moment to compile, so that
// only who asks for the rules waits for them.
var rules = sync.OnceValue(func() []games.Rules {
	all := []games.Rules{
		roulette.European(),
		roulette.American(),
		roulette.French(),
		crash.New(),
		baccarat.New(),
		dragontiger.New(),
		blackjack.Seats(),
		blackjack.Unlimited(),
	}
	for _, machine := range slots.Builtin() {
		all = append(all, machine)
	}
	return all
})

// rulesOf are those that are built in and the machines of the operator's folder.
// The error names the file, the place in it, and what is wrong.
func rulesOf(cfg config.Store) ([]games.Rules, error) {
	all := append([]games.Rules{}, rules()...)
	known := map[string]string{} // where each game is from
	for _, r := range all {
		known[name(r)] = "built in"
	}
	folder := cfg.MachinesFolder()
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("machines: %w", err)
	}
	if _, err := os.Stat(folder); cfg.Machines != "" && errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("machines: there is no folder %s", folder)
	}
	for _, path := range files {
		body, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("machines: %w", err)
		}
		machine, err := slots.Load(path, body)
		if err != nil {
			return nil, fmt.Errorf("machines: %w", err)
		}
		if was, ok := known[name(machine)]; ok {
			return nil, fmt.Errorf("machines: %s: %s is there already, %s", path, name(machine), was)
		}
		known[name(machine)] = "in " + path
		all = append(all, machine)
	}
	return all, nil
}

func name(r games.Rules) string {
	game, version := r.ID()
	return fmt.Sprintf("%s in version %d", game, version)
}

func (s *Server) readRules(context.Context) (err error) {
	if s.rules, err = rulesOf(s.cfg.Store); err == nil {
		s.registry = rooms.NewRegistry(s.rules...)
	}
	return err
}

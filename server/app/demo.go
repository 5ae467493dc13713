package app

import (
	"context"
	"fmt"

	"croupier/server/demo"
)

// openDemo makes the demo's people where they are missing and seats its bots.
func (s *Server) openDemo(ctx context.Context) error {
	if !s.cfg.DemoOn() {
		return nil
	}
	s.demo = demo.New(demo.Deps{DB: s.db.DB, People: s.people, Purse: s.wallet, Anywhere: s.cfg.Demo == "force", Log: s.log})
	seated, err := s.demo.Seed(ctx, s.tables)
	if err != nil {
		return err
	}
	bots, err := s.demo.NewBots(demo.InHall(s.hall), s.clock, s.tables, seated)
	if err != nil {
		return err
	}
	bots.Start(context.WithoutCancel(ctx))
	s.bots = bots
	s.later(func(context.Context) error { bots.Stop(); return nil })
	return nil
}

// Greeting is what a person who started the server wants to know.
func (s *Server) Greeting() []string {
	lines := []string{fmt.Sprintf("Croupier %s is open at http://%s", s.build.Version, s.node())}
	if s.demo == nil {
		return lines
	}
	lines = append(lines, "play as a guest in one click, or sign in:")
	for _, p := range demo.Logins {
		lines = append(lines, fmt.Sprintf("  %-8s %-12s (%s)", p.Name, p.Password, p.Role))
	}
	return append(lines, "Ctrl-C stops it; `make load` sends bots; `make reset` starts afresh")
}

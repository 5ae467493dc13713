package app

import (
	"context"
	"errors"

	"croupier/games"
	"croupier/rng"
	"croupier/rng/fairness"
	"croupier/rooms"
)

// openKeys reads the keyring, makes it for a new database, and stops a server
// whose keys are not the database's before it takes any room.
func (s *Server) openKeys(ctx context.Context) (err error) {
	if s.entropy, err = rng.OpenEntropy(); err != nil {
		return err
	}
	if s.keys, err = fairness.OpenKeyring(keyFolder(s.cfg.Store), s.entropy); err != nil {
		return err
	}
	if err := fairness.Bind(ctx, s.keys, fairness.Table{DB: s.db.App}); err != nil {
		return err
	}
	vault := fairness.NewVault(s.keys, s.entropy, s.unsealed)
	s.vault = sealer{Vault: vault, chained: map[games.RoomID]bool{},
		chains: fairness.NewChains(vault, s.db.App, fairness.ChainRounds, func(err error) {
			s.log.Error().Err(err).Msg("the links of a chain could not be had; again soon")
		})}
	s.vault.chains.Start(context.WithoutCancel(ctx))
	s.later(func(context.Context) error { s.vault.chains.Stop(); return nil })
	return nil
}

// unsealed keeps a line of every reading of a source.
func (s *Server) unsealed(u fairness.Unsealing) {
	line := s.log.Info()
	if u.Err != nil {
		line = s.log.Error().Err(u.Err)
	}
	line.Int64("room", int64(u.Round.Room())).Int64("round", int64(u.Round)).Int("rules", u.Rules).Uint32("key", uint32(u.Key)).
		Stringer("why", u.Why).Msg("a source was unsealed")
}

// random gives entropy to who asks for a reader.
type random struct{ *rng.Entropy }

func (r random) Read(p []byte) (int, error) {
	if err := r.Fill(p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// sealer gives rooms the vault: it is their Sealer and their Pairs.
type sealer struct {
	*fairness.Vault
	chains  *fairness.Chains
	chained map[games.RoomID]bool // tables whose sources are links; not changed once rooms are open
}

func (s sealer) Begin(from games.RoundID, rules int, clientSeed string) (rooms.Sealed, error) {
	commitment, box, err := s.Vault.Begin(from, rules, clientSeed)
	return rooms.Sealed{Commitment: commitment, Box: box}, err
}

func (s sealer) Follow(round games.RoundID, rules int, sealed rooms.Sealed, nextRules int) (rooms.Sealed, error) {
	box, err := s.Vault.Follow(round, rules, sealed.Commitment, sealed.Box, nextRules)
	return rooms.Sealed{Commitment: sealed.Commitment, Box: box}, err
}

func (s sealer) Open(round games.RoundID, rules int, sealed rooms.Sealed, reveal bool) (rooms.Pair, error) {
	why := fairness.Drawing
	if reveal {
		why = fairness.Revealing
	}
	pair, err := s.Vault.Pair(why, round, rules, sealed.Commitment, sealed.Box)
	if err != nil {
		return rooms.Pair{}, err
	}
	return rooms.Pair{From: pair.From(), ClientSeed: pair.ClientSeed(), Seed: pair.ServerSeed(), Source: pair.Source(round)}, nil
}

func (s sealer) Seal(round games.RoundID, rules int) (rooms.Sealed, error) {
	seal := s.Vault.Seal
	if s.chained[round.Room()] {
		seal = s.chains.Seal
	}
	commitment, box, err := seal(round, rules)
	if errors.Is(err, fairness.ErrNotYet) {
		err = rooms.ErrNotYet
	}
	return rooms.Sealed{Commitment: commitment, Box: box}, err
}

func (s sealer) Unseal(round games.RoundID, rules int, sealed rooms.Sealed) (rooms.Source, error) {
	source, err := s.Vault.Unseal(round, rules, sealed.Commitment, sealed.Box)
	if err != nil {
		return nil, err // no typed nil
	}
	return source, nil
}

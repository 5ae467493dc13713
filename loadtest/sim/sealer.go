package main

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"

	"croupier/games"
	"croupier/rng"
	"croupier/rng/fairness"
	"croupier/rooms"
)

// sealer is the real vault over seeded entropy. It remembers every seed that it
// made, to look for it where it may not be (O5).
type sealer struct {
	s       *sim
	vault   *fairness.Vault
	secrets map[games.RoundID][]string // hex
	asked   int
}

// newSealer opens the keyring of a folder. The keys are the same in every run;
// what is sealed with them comes from the seed.
func newSealer(s *sim, folder string, seed uint64) (*sealer, error) {
	if _, err := keyring(folder, 0); err != nil { // made once, from a seed of its own
		return nil, err
	}
	entropy, err := entropyOf(seed)
	if err != nil {
		return nil, err
	}
	ring, err := fairness.OpenKeyring(folder, entropy)
	if err != nil {
		return nil, err
	}
	return &sealer{s: s, vault: fairness.NewVault(ring, entropy, func(fairness.Unsealing) {}), secrets: map[games.RoundID][]string{}}, nil
}

func keyring(folder string, seed uint64) (*fairness.Keyring, error) {
	entropy, err := entropyOf(seed)
	if err != nil {
		return nil, err
	}
	return fairness.OpenKeyring(folder, entropy)
}

func entropyOf(seed uint64) (*rng.Entropy, error) {
	var key [32]byte
	copy(key[:], fmt.Sprintf("croupier.sim %d", seed))
	return rng.NewEntropy(rand.NewChaCha8(key))
}

func (v *sealer) Seal(round games.RoundID, rules int) (rooms.Sealed, error) {
	commitment, box, err := v.vault.Seal(round, rules)
	if err != nil {
		return rooms.Sealed{}, err
	}
	source, err := v.vault.Unseal(round, rules, commitment, box)
	if err != nil {
		return rooms.Sealed{}, err
	}
	seed := source.Seed()
	v.secrets[round] = append(v.secrets[round], hex.EncodeToString(seed[:]))
	return rooms.Sealed{Commitment: commitment, Box: box}, nil
}

// Unseal is for rounds whose close has committed.
func (v *sealer) Unseal(round games.RoundID, rules int, sealed rooms.Sealed) (rooms.Source, error) {
	if row := v.s.db.Round(round); row == nil || row.Phase < games.Closed {
		v.s.wrong("unsealed", "round %d was unsealed before its close", round)
	}
	v.asked++
	return v.open(round, rules, sealed)
}

func (v *sealer) open(round games.RoundID, rules int, sealed rooms.Sealed) (rooms.Source, error) {
	source, err := v.vault.Unseal(round, rules, sealed.Commitment, sealed.Box)
	if err != nil {
		return nil, err
	}
	if v.s.cfg.Plant == PlantRedraw {
		return redrawn{source, v.asked}, nil
	}
	return source, nil
}

func (v *sealer) SealBody(round games.RoundID, place int64, body []byte) ([]byte, error) {
	return v.vault.SealBody(round, place, body)
}

func (v *sealer) OpenBody(round games.RoundID, place int64, sealed []byte) ([]byte, error) {
	return v.vault.OpenBody(round, place, sealed)
}

// redrawn is a planted bug: whoever reads the source again draws again (B35).
type redrawn struct {
	*fairness.Source
	time int
}

func (r redrawn) Draws(k int) games.Draws { return r.Source.Draws(k + r.time%3) }

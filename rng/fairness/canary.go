package fairness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

// ErrWrongKeys says that a database was sealed with keys that this keyring
// does not have. The server must not take any room.
var ErrWrongKeys = errors.New("fairness: the database was sealed with other keys")

// canaryText is what a canary says when it opens.
const canaryText = "croupier: these are the keys"

// Canary is what a database remembers of one key: its fingerprint, and a text
// that only this key opens.
type Canary struct {
	Key         KeyID
	Fingerprint []byte // 32 bytes
	Sealed      []byte
}

// Canaries is where a database keeps them: added once, never changed.
type Canaries interface {
	// Canaries lists all of them.
	Canaries(ctx context.Context) ([]Canary, error)
	// AddCanary adds one, and does nothing if its key has one already.
	AddCanary(ctx context.Context, c Canary) error
}

// Bind compares a keyring with a database and tells the database of keys that
// it does not know. ErrWrongKeys names the first key that does not fit. It is
// called before any room is taken, and after Rotate.
//
// Two servers that start at once on an empty database with different keys both
// write; one of them meets the other's canary when it reads again, and stops.
func Bind(ctx context.Context, ring *Keyring, db Canaries) error {
	known, err := ring.bound(ctx, db)
	if err != nil {
		return err
	}
	missing := false
	for _, id := range ring.IDs() {
		if known[id] {
			continue
		}
		missing = true
		c, err := ring.MakeCanary(id)
		if err != nil {
			return err
		}
		if err := db.AddCanary(ctx, c); err != nil {
			return err
		}
	}
	if missing {
		_, err = ring.bound(ctx, db)
	}
	return err
}

// bound checks each canary of the database and lists the keys that have one.
func (k *Keyring) bound(ctx context.Context, db Canaries) (map[KeyID]bool, error) {
	all, err := db.Canaries(ctx)
	if err != nil {
		return nil, err
	}
	known := map[KeyID]bool{}
	for _, c := range all {
		if err := k.CheckCanary(c); err != nil {
			return nil, err
		}
		known[c.Key] = true
	}
	return known, nil
}

// MakeCanary makes the canary of a key.
func (k *Keyring) MakeCanary(id KeyID) (Canary, error) {
	found, err := k.opening(id)
	if err != nil {
		return Canary{}, err
	}
	sealed, err := k.sealWith(id, found, canaryPurpose(), []byte(canaryText))
	if err != nil {
		return Canary{}, err
	}
	print := fingerprint(id, found)
	return Canary{Key: id, Fingerprint: print[:], Sealed: sealed}, nil
}

// CheckCanary says whether a canary is of this keyring's key of that number:
// nil, or ErrWrongKeys with the number and the folder.
func (k *Keyring) CheckCanary(c Canary) error {
	wrong := func(why string) error {
		return fmt.Errorf("%w: key %d, fingerprint %.8x, %s %s", ErrWrongKeys, c.Key, c.Fingerprint, why, k.folder)
	}
	found, err := k.opening(c.Key)
	if errors.Is(err, ErrNoKey) {
		return wrong("is not in")
	}
	if err != nil {
		return err
	}
	if print := fingerprint(c.Key, found); !bytes.Equal(print[:], c.Fingerprint) {
		return wrong("is another one than in")
	}
	text, err := k.openWith(canaryPurpose(), c.Sealed)
	if id, _ := keyOf(c.Sealed); err != nil || id != c.Key || string(text) != canaryText {
		return wrong("does not open its canary with")
	}
	return nil
}

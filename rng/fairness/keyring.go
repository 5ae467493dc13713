package fairness

import (
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"croupier/rng"
)

// KeyID numbers the keys of a keyring, from 1 on. It stands on each ciphertext
// (D19).
type KeyID uint32

type key [32]byte

// ErrNoKey says that a ciphertext names a key that the keyring does not have.
var ErrNoKey = errors.New("fairness: the keyring does not have this key")

// Keyring is the keys that seal, from one folder. It may be used concurrently.
type Keyring struct {
	folder  string
	entropy *rng.Entropy

	mu      sync.RWMutex
	keys    map[KeyID]key
	primary KeyID
	wrapper string // the master key's id, "" before the first
	aeads   map[aeadName]cipher.AEAD
}

// OpenKeyring reads the keyring of a folder, or makes both where there is
// none. The error says which file it is about: wrong modes, a file that is not
// a keyring's, a master key that does not fit.
func OpenKeyring(folder string, entropy *rng.Entropy) (*Keyring, error) {
	if err := ownFolder(folder); err != nil {
		return nil, err
	}
	k := &Keyring{folder: folder, entropy: entropy}
	err := k.load()
	if errors.Is(err, errNoKeyring) {
		err = k.locked(func() error {
			if err := k.load(); !errors.Is(err, errNoKeyring) {
				return err // somebody else made it meanwhile
			}
			return k.create()
		})
	}
	if err != nil {
		return nil, err
	}
	return k, nil
}

// Folder is where the keyring lies, for messages.
func (k *Keyring) Folder() string { return k.folder }

// Primary is the key that seals now.
func (k *Keyring) Primary() KeyID {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.primary
}

// IDs lists the keys, ascending.
func (k *Keyring) IDs() []KeyID {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return slices.Sorted(maps.Keys(k.keys))
}

// Rotate adds a key that seals from now on. What older keys sealed stays open.
// Other processes with this folder find the key when they first meet it. Bind
// the keyring again afterwards, so that the database knows of it.
func (k *Keyring) Rotate() (KeyID, error) {
	var id KeyID
	err := k.locked(func() error {
		if err := k.load(); err != nil {
			return err
		}
		fresh, err := k.entropy.Seed()
		if err != nil {
			return err
		}
		k.mu.RLock()
		keys := maps.Clone(k.keys)
		k.mu.RUnlock()
		id = slices.Max(slices.Collect(maps.Keys(keys))) + 1
		keys[id] = fresh
		return k.store(keys, id)
	})
	return id, err
}

// Rewrap replaces the master key: the keys stay, what wraps them changes.
func (k *Keyring) Rewrap() error {
	return k.locked(func() error {
		if err := k.load(); err != nil {
			return err
		}
		k.mu.RLock()
		keys, primary := maps.Clone(k.keys), k.primary
		k.mu.RUnlock()
		return k.store(keys, primary)
	})
}

// Fingerprint names the keyring by all of its keys, without telling anything
// about them: for logs, and for comparing two machines.
func (k *Keyring) Fingerprint() [32]byte {
	k.mu.RLock()
	defer k.mu.RUnlock()
	h := sha256.New()
	h.Write([]byte("croupier.keyring.v1"))
	for _, id := range slices.Sorted(maps.Keys(k.keys)) {
		print := fingerprint(id, k.keys[id])
		h.Write(print[:])
	}
	return [32]byte(h.Sum(nil))
}

// fingerprint names one key. The key has 256 bits of entropy: its hash tells
// nothing.
func fingerprint(id KeyID, k key) [32]byte {
	b := append(make([]byte, 0, 64), "croupier.key.v1"...)
	b = binary.BigEndian.AppendUint32(b, uint32(id))
	return sha256.Sum256(append(b, k[:]...))
}

// sealing is the key that seals now.
func (k *Keyring) sealing() (KeyID, key) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.primary, k.keys[k.primary]
}

// opening finds a key, and reads the folder again for one that it has not met:
// another process may have rotated.
func (k *Keyring) opening(id KeyID) (key, error) {
	if found, ok := k.find(id); ok {
		return found, nil
	}
	if err := k.load(); err != nil {
		return key{}, err
	}
	if found, ok := k.find(id); ok {
		return found, nil
	}
	return key{}, fmt.Errorf("%w: number %d is not in %s", ErrNoKey, id, k.folder)
}

func (k *Keyring) find(id KeyID) (key, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	found, ok := k.keys[id]
	return found, ok
}

// set replaces what is in memory and returns the id of the master key before.
func (k *Keyring) set(keys map[KeyID]key, primary KeyID, wrapper string) (was string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	was = k.wrapper
	k.keys, k.primary, k.wrapper, k.aeads = keys, primary, wrapper, nil
	return was
}

package fairness

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// The folder of a keyring:
//
//	keyring.json      which master key, which key seals, and the wrapped keys
//	master-<id>.key   the master key, 64 hexadecimal digits
//	lock              held while somebody changes the two
//
// A change writes a new master key first, then replaces keyring.json in one
// rename, and removes the old master key last: whatever is cut off in between,
// one whole keyring is left. Readers need no lock, so that the folder may be
// mounted read-only.
const (
	ringFile     = "keyring.json"
	lockFile     = "lock"
	masterPrefix = "master-"
	masterSuffix = ".key"
	ringFormat   = 1
	loadTries    = 5
)

// errNoKeyring says that the folder has none yet.
var errNoKeyring = errors.New("fairness: no keyring")

// ringJSON is keyring.json.
type ringJSON struct {
	Format  int       `json:"format"`
	Master  string    `json:"master"`
	Primary KeyID     `json:"primary"`
	Keys    []keyJSON `json:"keys"` // ascending
}

type keyJSON struct {
	ID      KeyID  `json:"id"`
	Wrapped []byte `json:"wrapped"`
}

// ownFolder makes the folder, or checks that it is nobody else's to read.
func ownFolder(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("fairness: keyring: %w", err)
	}
	return private(folder)
}

// private refuses what others than the owner may touch.
func private(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("fairness: keyring: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Errorf("fairness: keyring: %s has mode %04o, others may read it: chmod go-rwx", path, mode)
	}
	return nil
}

// locked runs f while no other process changes the folder.
func (k *Keyring) locked(f func() error) error {
	lock, err := os.OpenFile(filepath.Join(k.folder, lockFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("fairness: keyring: %w", err)
	}
	defer lock.Close()
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX); err != nil {
		return fmt.Errorf("fairness: keyring: lock: %w", err)
	}
	return f()
}

// load reads the folder, again if its master key was replaced meanwhile.
func (k *Keyring) load() error {
	var err error
	for range loadTries {
		if err = k.loadOnce(); !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	return err
}

func (k *Keyring) loadOnce() error {
	path := filepath.Join(k.folder, ringFile)
	body, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return errNoKeyring
	}
	if err != nil {
		return fmt.Errorf("fairness: keyring: %w", err)
	}
	if err := private(path); err != nil {
		return err
	}
	var ring ringJSON
	if err := json.Unmarshal(body, &ring); err != nil {
		return fmt.Errorf("fairness: keyring: %s: %w", path, err)
	}
	if ring.Format != ringFormat {
		return fmt.Errorf("fairness: keyring: %s has format %d, this server knows %d", path, ring.Format, ringFormat)
	}
	master, err := k.master(ring.Master)
	if err != nil {
		return err
	}
	keys := make(map[KeyID]key, len(ring.Keys))
	for _, entry := range ring.Keys {
		plain, err := open(master, entry.Wrapped, wrapLabel(entry.ID))
		if err != nil || len(plain) != len(key{}) {
			return fmt.Errorf("fairness: keyring: key %d does not open with %s", entry.ID, masterName(ring.Master))
		}
		keys[entry.ID] = key(plain)
	}
	if _, ok := keys[ring.Primary]; !ok {
		return fmt.Errorf("fairness: keyring: %s names key %d, which it does not have", path, ring.Primary)
	}
	k.set(keys, ring.Primary, ring.Master)
	return nil
}

func masterName(id string) string { return masterPrefix + id + masterSuffix }

func (k *Keyring) master(id string) (key, error) {
	if _, err := hex.DecodeString(id); err != nil || id == "" {
		return key{}, fmt.Errorf("fairness: keyring: %q is no master key's id", id)
	}
	path := filepath.Join(k.folder, masterName(id))
	body, err := os.ReadFile(path)
	if err != nil {
		return key{}, fmt.Errorf("fairness: keyring: %w", err)
	}
	if err := private(path); err != nil {
		return key{}, err
	}
	raw, err := hex.DecodeString(strings.TrimSpace(string(body)))
	if err != nil || len(raw) != len(key{}) {
		return key{}, fmt.Errorf("fairness: keyring: %s is no key", path)
	}
	return key(raw), nil
}

// create makes a keyring of one key. A master key that is there already is of
// a first start that was cut off, or of a keyring.json that was lost: it stays,
// so that the file can be brought back.
func (k *Keyring) create() error {
	fresh, err := k.entropy.Seed()
	if err != nil {
		return err
	}
	return k.store(map[KeyID]key{1: fresh}, 1)
}

// store writes the keys under a new master key.
func (k *Keyring) store(keys map[KeyID]key, primary KeyID) error {
	master, err := k.entropy.Seed()
	if err != nil {
		return err
	}
	var name [8]byte
	if err := k.entropy.Fill(name[:]); err != nil {
		return err
	}
	ring := ringJSON{Format: ringFormat, Master: hex.EncodeToString(name[:]), Primary: primary}
	for _, id := range slices.Sorted(maps.Keys(keys)) {
		plain := keys[id]
		wrapped, err := seal(k.entropy, master, plain[:], wrapLabel(id))
		if err != nil {
			return err
		}
		ring.Keys = append(ring.Keys, keyJSON{ID: id, Wrapped: wrapped})
	}
	body, err := json.MarshalIndent(ring, "", "  ")
	if err != nil {
		return err
	}
	if err := k.write(masterName(ring.Master), []byte(hex.EncodeToString(master[:])+"\n")); err != nil {
		return err
	}
	if err := k.write(ringFile, append(body, '\n')); err != nil {
		return err
	}
	was := k.set(keys, primary, ring.Master)
	if was == "" {
		return nil
	}
	if err := os.Remove(filepath.Join(k.folder, masterName(was))); err != nil {
		return fmt.Errorf("fairness: keyring: %w", err)
	}
	return nil
}

// write replaces a file whole, and returns when it will outlive a crash: a
// lost key is a lost round.
func (k *Keyring) write(name string, body []byte) error {
	fail := func(err error) error { return fmt.Errorf("fairness: keyring: %w", err) }
	f, err := os.CreateTemp(k.folder, "."+name+".*") // mode 0600
	if err != nil {
		return fail(err)
	}
	defer os.Remove(f.Name()) // after the rename there is nothing of this name
	if _, err := f.Write(body); err != nil {
		f.Close()
		return fail(err)
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return fail(err)
	}
	if err := f.Close(); err != nil {
		return fail(err)
	}
	if err := os.Rename(f.Name(), filepath.Join(k.folder, name)); err != nil {
		return fail(err)
	}
	dir, err := os.Open(k.folder)
	if err != nil {
		return fail(err)
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil {
		return fail(err)
	}
	return nil
}

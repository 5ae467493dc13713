package fairness_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rng"
	"croupier/rng/fairness"
)

func entropy(t *testing.T) *rng.Entropy {
	t.Helper()
	e, err := rng.OpenEntropy()
	require.NoError(t, err)
	return e
}

func ring(t *testing.T, folder string) *fairness.Keyring {
	t.Helper()
	k, err := fairness.OpenKeyring(folder, entropy(t))
	require.NoError(t, err)
	return k
}

func TestKeyringIsMadeOnceAndReadAgain(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "data", "keys")
	first := ring(t, folder)
	require.Equal(t, []fairness.KeyID{1}, first.IDs())
	require.Equal(t, fairness.KeyID(1), first.Primary())
	require.Equal(t, folder, first.Folder())
	require.Equal(t, first.Fingerprint(), ring(t, folder).Fingerprint())
	require.NotEqual(t, first.Fingerprint(), ring(t, t.TempDir()+"/other").Fingerprint())

	info, err := os.Stat(folder)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	files, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, files, 3, "keyring.json, one master key, lock: nothing is left lying about")
	for _, f := range files {
		info, err := f.Info()
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), f.Name())
	}
}

func TestKeyringIsNobodyElses(t *testing.T) {
	t.Parallel()
	for _, name := range []string{".", "keyring.json", "master-*.key"} {
		folder := filepath.Join(t.TempDir(), "keys")
		ring(t, folder)
		found, err := filepath.Glob(filepath.Join(folder, name))
		require.NoError(t, err)
		require.Len(t, found, 1)
		info, err := os.Stat(found[0])
		require.NoError(t, err)
		require.NoError(t, os.Chmod(found[0], info.Mode().Perm()|0o040))
		_, err = fairness.OpenKeyring(folder, entropy(t))
		require.ErrorContains(t, err, "others may read it")
		require.ErrorContains(t, err, filepath.Base(found[0]))
	}
}

func TestSpoiledKeyringSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file  string
		spoil func(body string) string
		says  string
	}{
		"not JSON":       {"keyring.json", func(string) string { return "{" }, "keyring.json"},
		"empty":          {"keyring.json", func(string) string { return "" }, "keyring.json"},
		"of the future":  {"keyring.json", func(b string) string { return strings.Replace(b, `"format": 1`, `"format": 2`, 1) }, "format 2"},
		"no such key":    {"keyring.json", func(b string) string { return strings.Replace(b, `"primary": 1`, `"primary": 7`, 1) }, "key 7"},
		"key renumbered": {"keyring.json", func(b string) string { return strings.Replace(b, `"id": 1`, `"id": 2`, 1) }, "key 2 does not open"},
		"climbs out":     {"keyring.json", func(b string) string { return strings.Replace(b, `"master": "`, `"master": "../`, 1) }, "no master key's id"},
		"other master":   {"master-*.key", func(string) string { return strings.Repeat("ab", 32) }, "does not open"},
		"cut master":     {"master-*.key", func(b string) string { return b[:20] }, "is no key"},
		"no master":      {"master-*.key", nil, "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join(t.TempDir(), "keys")
			ring(t, folder)
			found, err := filepath.Glob(filepath.Join(folder, c.file))
			require.NoError(t, err)
			require.Len(t, found, 1)
			if c.spoil == nil {
				require.NoError(t, os.Remove(found[0]))
			} else {
				body, err := os.ReadFile(found[0])
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(found[0], []byte(c.spoil(string(body))), 0o600))
			}
			_, err = fairness.OpenKeyring(folder, entropy(t))
			require.ErrorContains(t, err, c.says)
		})
	}
}

// D19, B52: after a rotation the new key seals, the old one opens, and a server
// that was running meanwhile reads both.
func TestRotation(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "keys")
	here, there := ring(t, folder), ring(t, folder)
	running, rotated := vault(t, there, nil), vault(t, here, nil)
	commitment, old := sealed(t, running, 1)
	before := here.Fingerprint()

	id, err := here.Rotate()
	require.NoError(t, err)
	require.Equal(t, fairness.KeyID(2), id)
	require.Equal(t, id, here.Primary())
	require.NotEqual(t, before, here.Fingerprint())
	commitment2, fresh := sealed(t, rotated, 2)
	require.NotEqual(t, old[:5], fresh[:5], "each ciphertext names its key")

	for _, v := range []*fairness.Vault{running, rotated, vault(t, ring(t, folder), nil)} {
		_, err = v.Unseal(round(1), 1, commitment, old)
		require.NoError(t, err)
		_, err = v.Unseal(round(2), 1, commitment2, fresh)
		require.NoError(t, err)
	}
	require.Equal(t, id, there.Primary(), "it has met the new key")
}

func TestRewrapKeepsTheKeys(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "keys")
	k := ring(t, folder)
	_, err := k.Rotate()
	require.NoError(t, err)
	masters := func() []string {
		found, err := filepath.Glob(filepath.Join(folder, "master-*"))
		require.NoError(t, err)
		return found
	}
	before, was := k.Fingerprint(), masters()
	require.NoError(t, k.Rewrap())
	require.NotEqual(t, was, masters())
	require.Len(t, masters(), 1, "the old one wraps nothing")
	require.Equal(t, before, k.Fingerprint())
	require.Equal(t, before, ring(t, folder).Fingerprint())
}

// A change that is cut off leaves one whole keyring, and a lost keyring.json
// does not take the master key with it.
func TestKeyringOutlivesACut(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "keys")
	before := ring(t, folder).Fingerprint()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "master-00ff.key"), []byte(strings.Repeat("ab", 32)), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, ".keyring.json.1"), []byte("{"), 0o600))
	require.Equal(t, before, ring(t, folder).Fingerprint())

	body, err := os.ReadFile(filepath.Join(folder, "keyring.json"))
	require.NoError(t, err)
	require.NoError(t, os.Remove(filepath.Join(folder, "keyring.json")))
	require.NotEqual(t, before, ring(t, folder).Fingerprint(), "a new one; the database's canary tells")
	require.NoError(t, os.WriteFile(filepath.Join(folder, "keyring.json"), body, 0o600))
	require.Equal(t, before, ring(t, folder).Fingerprint())
}

// Servers that start at once on an empty folder agree, and rotations lose no
// key.
func TestKeyringIsMadeOnceByMany(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "keys")
	e := entropy(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failed error
	prints := map[[32]byte]bool{}
	for range 8 {
		wg.Go(func() {
			k, err := fairness.OpenKeyring(folder, e)
			mu.Lock()
			defer mu.Unlock()
			if failed = errors.Join(failed, err); err == nil {
				prints[k.Fingerprint()] = true
			}
		})
	}
	wg.Wait()
	require.NoError(t, failed)
	require.Len(t, prints, 1)
	for range 8 {
		wg.Go(func() {
			k, err := fairness.OpenKeyring(folder, e)
			if err == nil {
				_, err = k.Rotate()
			}
			mu.Lock()
			defer mu.Unlock()
			failed = errors.Join(failed, err)
		})
	}
	wg.Wait()
	require.NoError(t, failed)
	require.Len(t, ring(t, folder).IDs(), 9)
}

// No entropy, no keyring.
func TestKeyringNeedsEntropy(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "keys")
	e, _ := dying(t, 0)
	_, err := fairness.OpenKeyring(folder, e)
	require.ErrorIs(t, err, errDead)
	_, err = os.Stat(filepath.Join(folder, "keyring.json"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

var errDead = errors.New("no more entropy")

// dying is a source that ends after so many bytes beyond its startup test.
func dying(t *testing.T, after int64) (*rng.Entropy, *io.LimitedReader) {
	t.Helper()
	limited := &io.LimitedReader{R: words{rng.NewStream([32]byte{5}, "test", 1)}, N: 1024 + after}
	e, err := rng.NewEntropy(ends{limited})
	require.NoError(t, err)
	return e, limited
}

type words struct{ *rng.Stream }

func (w words) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(w.Uint64())
	}
	return len(p), nil
}

type ends struct{ *io.LimitedReader }

func (e ends) Read(p []byte) (int, error) {
	n, err := e.LimitedReader.Read(p)
	if err != nil {
		err = fmt.Errorf("%w: %w", errDead, err)
	}
	return n, err
}

func round(n int64) games.RoundID { return games.RoomID(7).Round(n) }

package fairness_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rng"
	"croupier/rng/fairness"
)

func vault(t *testing.T, k *fairness.Keyring, unsealed func(fairness.Unsealing)) *fairness.Vault {
	t.Helper()
	if unsealed == nil {
		unsealed = func(fairness.Unsealing) {}
	}
	return fairness.NewVault(k, entropy(t), unsealed)
}

func fresh(t *testing.T) *fairness.Vault {
	t.Helper()
	return vault(t, ring(t, filepath.Join(t.TempDir(), "keys")), nil)
}

func sealed(t *testing.T, v *fairness.Vault, n int64) ([32]byte, []byte) {
	t.Helper()
	commitment, box, err := v.Seal(round(n), 1)
	require.NoError(t, err)
	return commitment, box
}

func TestSealedSourceOpensToWhatWasCommitted(t *testing.T) {
	t.Parallel()
	var log []fairness.Unsealing
	v := vault(t, ring(t, filepath.Join(t.TempDir(), "keys")), func(u fairness.Unsealing) { log = append(log, u) })
	commitment, box := sealed(t, v, 1)
	require.Empty(t, log, "sealing reads nothing")

	source, err := v.Unseal(round(1), 1, commitment, box)
	require.NoError(t, err)
	require.Equal(t, commitment, fairness.Commit(round(1), 1, source.Seed()))
	require.Equal(t, []fairness.Unsealing{{Round: round(1), Rules: 1, Key: 1}}, log, "each unsealing is told")

	// Draws are by position: asked again, they give the same, and another
	// step's are others.
	take := func(d games.Draws) (all []uint64) {
		for range 20 {
			all = append(all, d.Uintn(1<<40))
		}
		return all
	}
	require.Equal(t, take(source.Draws(1)), take(source.Draws(1)))
	require.NotEqual(t, take(source.Draws(1)), take(source.Draws(2)))
	require.Panics(t, func() { source.Draws(0) })

	// A restart of the server opens it too.
	again, err := v.Unseal(round(1), 1, commitment, box)
	require.NoError(t, err)
	require.Equal(t, source.Seed(), again.Seed())
}

func TestNoTwoSourcesAreAlike(t *testing.T) {
	t.Parallel()
	v := fresh(t)
	seen := map[[32]byte]bool{}
	boxes := map[string]bool{}
	for n := range int64(500) {
		commitment, box := sealed(t, v, n+1)
		require.False(t, seen[commitment])
		require.False(t, boxes[string(box)])
		seen[commitment], boxes[string(box)] = true, true
	}
	c1, _ := sealed(t, v, 1)
	c2, _ := sealed(t, v, 1)
	require.NotEqual(t, c1, c2, "the same round sealed again has another source")
}

// AES-GCM gives its key away to whoever has two boxes of one nonce, and a round's
// bodies share a key: each box has a nonce of its own, also of the same words at
// the same place (B52).
func TestNoNonceIsUsedTwice(t *testing.T) {
	t.Parallel()
	v := fresh(t)
	const header, nonce = 1 + 4, 12
	seen := map[string]bool{}
	for range 500 {
		box, err := v.SealBody(round(1), 1, []byte("the same"))
		require.NoError(t, err)
		used := string(box[header : header+nonce])
		require.False(t, seen[used], "nonce %x", used)
		seen[used] = true
	}
}

// Whatever is exchanged, changed or cut: no source, and the trial is logged.
func TestABoxOpensForNothingElse(t *testing.T) {
	t.Parallel()
	var log []fairness.Unsealing
	v := vault(t, ring(t, filepath.Join(t.TempDir(), "keys")), func(u fairness.Unsealing) { log = append(log, u) })
	commitment, box := sealed(t, v, 1)
	other, otherBox := sealed(t, v, 2)
	changed := func(i int, by byte) []byte {
		b := bytes.Clone(box)
		b[i] ^= by
		return b
	}
	for name, c := range map[string]struct {
		round      games.RoundID
		rules      int
		commitment [32]byte
		box        []byte
		want       error
	}{
		"another round":        {round(2), 1, commitment, box, fairness.ErrSealed},
		"another room":         {games.RoomID(8).Round(1), 1, commitment, box, fairness.ErrSealed},
		"other rules":          {round(1), 2, commitment, box, fairness.ErrSealed},
		"another's box":        {round(1), 1, commitment, otherBox, fairness.ErrSealed},
		"another commitment":   {round(1), 1, other, box, fairness.ErrCommitment},
		"version":              {round(1), 1, commitment, changed(0, 2), fairness.ErrSealed},
		"a key we do not have": {round(1), 1, commitment, changed(4, 8), fairness.ErrNoKey},
		"nonce":                {round(1), 1, commitment, changed(5, 1), fairness.ErrSealed},
		"text":                 {round(1), 1, commitment, changed(20, 1), fairness.ErrSealed},
		"tag":                  {round(1), 1, commitment, changed(len(box)-1, 0x80), fairness.ErrSealed},
		"cut":                  {round(1), 1, commitment, box[:len(box)-1], fairness.ErrSealed},
		"cut to its head":      {round(1), 1, commitment, box[:7], fairness.ErrSealed},
		"empty":                {round(1), 1, commitment, nil, fairness.ErrSealed},
		"with more":            {round(1), 1, commitment, append(bytes.Clone(box), 0), fairness.ErrSealed},
	} {
		log = nil
		source, err := v.Unseal(c.round, c.rules, c.commitment, c.box)
		require.ErrorIs(t, err, c.want, name)
		require.Nil(t, source, name)
		require.Len(t, log, 1, name)
		require.ErrorIs(t, log[0].Err, c.want, name)
	}
	stranger := fresh(t)
	_, err := stranger.Unseal(round(1), 1, commitment, box)
	require.ErrorIs(t, err, fairness.ErrSealed, "another keyring has another key 1")
}

func TestBodiesAreBoundToTheirPlace(t *testing.T) {
	t.Parallel()
	v := fresh(t)
	body := []byte(`{"card":"hidden"}`)
	box, err := v.SealBody(round(1), 4, body)
	require.NoError(t, err)
	require.NotContains(t, string(box), "hidden")
	back, err := v.OpenBody(round(1), 4, box)
	require.NoError(t, err)
	require.Equal(t, body, back)
	for _, c := range []struct {
		round games.RoundID
		place int64
	}{{round(1), 5}, {round(2), 4}, {games.RoomID(8).Round(1), 4}} {
		_, err := v.OpenBody(c.round, c.place, box)
		require.ErrorIs(t, err, fairness.ErrSealed)
	}
	// A body is no box and a box no body, though both are of one round.
	commitment, source := sealed(t, v, 1)
	_, err = v.OpenBody(round(1), 1, source)
	require.ErrorIs(t, err, fairness.ErrSealed)
	thirtyTwo, err := v.SealBody(round(1), 1, make([]byte, 32))
	require.NoError(t, err)
	_, err = v.Unseal(round(1), 1, commitment, thirtyTwo)
	require.ErrorIs(t, err, fairness.ErrSealed)

	empty, err := v.SealBody(round(1), 9, nil)
	require.NoError(t, err)
	back, err = v.OpenBody(round(1), 9, empty)
	require.NoError(t, err)
	require.Empty(t, back)
}

// B40: without entropy nothing is sealed, at whichever byte it ends.
func TestWithoutEntropyNothingIsSealed(t *testing.T) {
	t.Parallel()
	k := ring(t, filepath.Join(t.TempDir(), "keys"))
	for after := range int64(32) {
		e, _ := dying(t, after)
		v := fairness.NewVault(k, e, func(fairness.Unsealing) {})
		commitment, box, err := v.Seal(round(1), 1)
		require.ErrorIs(t, err, errDead)
		require.Zero(t, commitment)
		require.Nil(t, box)
	}
	_, box := sealed(t, vault(t, k, nil), 1)
	require.Len(t, box, 1+4+12+32+16)
}

func TestOnlyRoundsAreSealed(t *testing.T) {
	t.Parallel()
	v := fresh(t)
	for _, none := range []games.RoundID{0, -1, 1, 5 << 24, 1 << 47} {
		_, _, err := v.Seal(none, 1)
		require.Error(t, err)
		_, err = v.SealBody(none, 1, nil)
		require.Error(t, err)
	}
	_, _, err := v.Seal(round(1), -1)
	require.Error(t, err)
}

// B34: a source shows itself in no log and no frame.
func TestASourceKeepsItsSecret(t *testing.T) {
	t.Parallel()
	seed := [32]byte{0xde, 0xad, 0xbe, 0xef}
	source := fairness.NewSource(seed)
	hidden := hex.EncodeToString(seed[:4])
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q"} {
		text := fmt.Sprintf(format, source)
		require.NotContains(t, text, hidden)
		require.NotContains(t, text, "222 173", format)
	}
	_, err := json.Marshal(source)
	require.Error(t, err)
	_, err = json.Marshal(struct{ S *fairness.Source }{source})
	require.Error(t, err)
}

// What a vault does with a source that repeats is the entropy's affair; it
// stops with it.
func TestDegradedEntropyStopsSealing(t *testing.T) {
	t.Parallel()
	k := ring(t, filepath.Join(t.TempDir(), "keys"))
	e, err := rng.NewEntropy(&stuck{words: words{rng.NewStream([32]byte{6}, "test", 1)}, after: 1024})
	require.NoError(t, err)
	v := fairness.NewVault(k, e, func(fairness.Unsealing) {})
	_, _, err = v.Seal(round(1), 1)
	require.ErrorIs(t, err, rng.ErrDegraded)
	require.True(t, errors.Is(e.Err(), rng.ErrDegraded))
}

type stuck struct {
	words
	after int
}

func (s *stuck) Read(p []byte) (int, error) {
	n, err := s.words.Read(p)
	if s.after -= n; s.after < 0 {
		clear(p)
	}
	return n, err
}

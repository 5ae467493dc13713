package fairness_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rng/fairness"
)

const sessionsFile = "testdata/sessions.json"

// session is one pair and what its rounds come to. Numbers that a page's floats
// do not hold are text.
type session struct {
	Seed       string         `json:"seed"` // the server's
	ClientSeed string         `json:"clientSeed"`
	Room       int64          `json:"room"`
	From       int64          `json:"from"`
	Commitment string         `json:"commitment"`
	Rounds     []sessionRound `json:"rounds"`
}

type sessionRound struct {
	Round int64  `json:"round"`
	Nonce int64  `json:"nonce"`
	Seed  string `json:"seed"` // the round's
	// Draws are Uintn(N), the first of stream K.
	Draws []sessionDraw `json:"draws"`
}

type sessionDraw struct {
	K     int    `json:"k"`
	N     string `json:"n"`
	Value string `json:"value"`
}

// sessionRanges are what the built-in machines' first reels' turns are drawn
// from, and 2, which a gamble is.
var sessionRanges = []string{"2", "4084101", "9765625", "254803968"}

func TestSessionVectors(t *testing.T) {
	if *update {
		writeSessions(t)
	}
	t.Parallel()
	for _, v := range readSessions(t) {
		seed, from := unhex(t, v.Seed), games.RoundID(v.From)
		commitment := fairness.CommitPair(from, seed)
		require.Equal(t, v.Commitment, hex.EncodeToString(commitment[:]))
		require.NoError(t, fairness.VerifyPair(from, seed, commitment))
		require.NoError(t, fairness.CheckClientSeed(v.ClientSeed))
		for _, r := range v.Rounds {
			require.Equal(t, r, sessionFromPackage(fairness.NewPair(from, seed, v.ClientSeed), games.RoundID(r.Round)))
		}
	}
}

// A second reading of the text, which shares nothing with the package.
func TestSessionVectorsFromTheText(t *testing.T) {
	t.Parallel()
	vectors := readSessions(t)
	require.GreaterOrEqual(t, len(vectors), 4)
	for _, v := range vectors {
		seed := unhex(t, v.Seed)
		preimage := fmt.Appendf(nil, "croupier.pair.v1%s%s%s", be(v.Room), be(v.From), seed)
		require.Len(t, preimage, 64)
		require.Equal(t, v.Commitment, fmt.Sprintf("%x", sha256.Sum256(preimage)))
		require.Equal(t, v.Room, v.From>>24)
		for _, r := range v.Rounds {
			require.Equal(t, r.Round-v.From, r.Nonce)
			mac := hmac.New(sha256.New, seed[:])
			fmt.Fprintf(mac, "croupier.session.v1%s%s%s", be(v.Room), be(r.Nonce), v.ClientSeed)
			require.Equal(t, r.Seed, fmt.Sprintf("%x", mac.Sum(nil)))
			for _, d := range r.Draws {
				n, _ := new(big.Int).SetString(d.N, 10)
				require.Equal(t, d.Value, (&reader{seed: unhex(t, r.Seed), k: d.K}).uintn(n).String())
			}
		}
	}
}

func readSessions(t *testing.T) []session {
	t.Helper()
	body, err := os.ReadFile(sessionsFile)
	require.NoError(t, err)
	var all []session
	require.NoError(t, json.Unmarshal(body, &all))
	return all
}

func sessionFromPackage(p *fairness.Pair, round games.RoundID) sessionRound {
	seed := p.Source(round).Seed()
	r := sessionRound{Round: int64(round), Nonce: int64(round - p.From()), Seed: hex.EncodeToString(seed[:])}
	for k := 1; k <= 2; k++ {
		for _, text := range sessionRanges {
			n, _ := new(big.Int).SetString(text, 10)
			r.Draws = append(r.Draws, sessionDraw{K: k, N: text, Value: fmt.Sprint(p.Source(round).Draws(k).Uintn(n.Uint64()))})
		}
	}
	return r
}

func writeSessions(t *testing.T) {
	t.Helper()
	all := []session{}
	for _, of := range []struct {
		seed   [32]byte
		client string
		from   games.RoundID
	}{
		{[32]byte{}, "0", games.RoomID(1).Round(1)},
		{sha256.Sum256([]byte("croupier")), "my own seed", games.RoomID(1_048_576).Round(1)},
		{sha256.Sum256([]byte("another")), "Glück, 幸運 and 🍀", games.RoomID(1_048_577).Round(9_000)},
		{[32]byte{31: 0xff, 0: 0xff}, strings.Repeat("x", fairness.ClientSeedBytesMax), games.RoomIDMax.Round(1<<24 - 4)},
	} {
		commitment := fairness.CommitPair(of.from, of.seed)
		v := session{Seed: hex.EncodeToString(of.seed[:]), ClientSeed: of.client, Room: int64(of.from.Room()), From: int64(of.from),
			Commitment: hex.EncodeToString(commitment[:])}
		for nonce := range games.RoundID(3) {
			v.Rounds = append(v.Rounds, sessionFromPackage(fairness.NewPair(of.from, of.seed, of.client), of.from+nonce))
		}
		all = append(all, v)
	}
	body, err := json.MarshalIndent(all, "", " ")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(sessionsFile, append(body, '\n'), 0o644))
}

func TestClientSeeds(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"a", "my own seed", "0123456789abcdef", "Glück 🍀", strings.Repeat("x", 64)} {
		require.NoError(t, fairness.CheckClientSeed(good), good)
	}
	for _, bad := range []string{"", strings.Repeat("x", 65), "tab\there", "line\n", "\x00", "\xff", "zero\u200bwidth", "\u202eturned"} {
		require.ErrorIs(t, fairness.CheckClientSeed(bad), fairness.ErrClientSeed, "%q", bad)
	}
}

// A pair goes from box to box: every round of it opens to the same pair, and each
// reading is told with its reason.
func TestPairFollows(t *testing.T) {
	t.Parallel()
	var log []fairness.Unsealing
	v := vault(t, ring(t, filepath.Join(t.TempDir(), "keys")), func(u fairness.Unsealing) { log = append(log, u) })
	commitment, box, err := v.Begin(round(5), 1, "mine")
	require.NoError(t, err)
	require.Empty(t, log)
	seeds := map[[32]byte]bool{}
	var first *fairness.Pair
	for n := int64(5); n < 25; n++ {
		pair, err := v.Pair(fairness.Drawing, round(n), 1, commitment, box)
		require.NoError(t, err)
		if first == nil {
			first = pair
		}
		require.Equal(t, first.ServerSeed(), pair.ServerSeed())
		require.Equal(t, "mine", pair.ClientSeed())
		require.Equal(t, round(5), pair.From())
		require.Equal(t, commitment, pair.Commitment())
		seed := pair.Source(round(n)).Seed()
		require.False(t, seeds[seed], "no two rounds are drawn alike")
		seeds[seed] = true
		next, err := v.Follow(round(n), 1, commitment, box, 1)
		require.NoError(t, err)
		require.False(t, bytes.Contains(next, seed[:]))
		box = next
	}
	require.Len(t, log, 40)
	require.Equal(t, fairness.Unsealing{Round: round(5), Rules: 1, Key: 1, Why: fairness.Drawing}, log[0])
	require.Equal(t, fairness.Unsealing{Round: round(5), Rules: 1, Key: 1, Why: fairness.Following}, log[1])
	require.Equal(t, []string{"drawing", "following", "revealing"},
		[]string{fairness.Drawing.String(), fairness.Following.String(), fairness.Revealing.String()})

	// A new pair is another seed, whatever the player says.
	other, _, err := v.Begin(round(5), 1, "mine")
	require.NoError(t, err)
	require.NotEqual(t, commitment, other)
	_, _, err = v.Begin(round(5), 1, "")
	require.ErrorIs(t, err, fairness.ErrClientSeed)
	for _, shown := range []any{first, *first} {
		if s, ok := shown.(fmt.Stringer); ok {
			require.Equal(t, "fairness.Pair(hidden)", s.String())
			require.Equal(t, "fairness.Pair(hidden)", fmt.Sprintf("%#v", shown))
		}
	}
	_, err = json.Marshal(first)
	require.Error(t, err)
}

// A box is its round's alone, and a session's is none of a shared round.
func TestPairBoxesKeepTheirPlace(t *testing.T) {
	t.Parallel()
	v := fresh(t)
	commitment, box, err := v.Begin(round(1), 1, "mine")
	require.NoError(t, err)
	sharedCommitment, shared := sealed(t, v, 1)
	open := func(r games.RoundID, rules int, c [32]byte, b []byte) error {
		_, err := v.Pair(fairness.Drawing, r, rules, c, b)
		if err != nil {
			_, follow := v.Follow(r, rules, c, b, 1)
			require.Error(t, follow)
		}
		return err
	}
	require.NoError(t, open(round(1), 1, commitment, box))
	require.ErrorIs(t, open(round(2), 1, commitment, box), fairness.ErrSealed, "another round's")
	require.ErrorIs(t, open(games.RoomID(2).Round(1), 1, commitment, box), fairness.ErrSealed, "another room's")
	require.ErrorIs(t, open(round(1), 2, commitment, box), fairness.ErrSealed, "other rules'")
	require.ErrorIs(t, open(round(1), 1, sharedCommitment, box), fairness.ErrCommitment)
	require.ErrorIs(t, open(round(1), 1, sharedCommitment, shared), fairness.ErrSealed, "a shared round's")
	_, err = v.Unseal(round(1), 1, commitment, box)
	require.ErrorIs(t, err, fairness.ErrSealed, "a session's for a shared round")
	broken := bytes.Clone(box)
	broken[len(broken)-1] ^= 1
	require.ErrorIs(t, open(round(1), 1, commitment, broken), fairness.ErrSealed)
}

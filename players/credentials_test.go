package players

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestNames(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"Ada":                  "Ada",
		"  ada  ":              "ada",
		"józef":                "józef",
		"jo\u0301zef":          "józef", // the accent apart: the same name
		"ＡＤＡ１":                 "ADA1",
		"Аня_77":               "Аня_77",
		"王小明":                  "王小明",
		"カジノ太郎":                "カジノ太郎",
		"a.b-c_d":              "a.b-c_d",
		"twenty-letters-long1": "twenty-letters-long1",
	} {
		name, err := cleanName(raw)
		require.NoError(t, err, raw)
		require.Equal(t, want, name)
	}
	for raw, want := range map[string]error{
		"":                       ErrBadName,
		"ab":                     ErrBadName,
		"twenty-one-letters-xx":  ErrBadName,
		"a b c":                  ErrBadName,
		"-ada":                   ErrBadName,
		"ada.":                   ErrBadName,
		"ada\x00":                ErrBadName,
		"ada\u202ecilla":         ErrBadName, // right-to-left override
		"ada\u200b":              ErrBadName, // zero width
		"<b>ada":                 ErrBadName,
		"🎲🎲🎲":                    ErrBadName,
		BotPrefix + "Ada":        ErrBadName,
		"🤖Ada":                   ErrBadName,
		"\xff\xfeada":            ErrBadName,
		"аlice":                  ErrBadName, // the first letter is Cyrillic
		strings.Repeat("x", 1e6): ErrBadName,
		"Dealer":                 ErrReservedName,
		"ＳＹＳＴＥＭ":                 ErrReservedName,
	} {
		_, err := cleanName(raw)
		require.ErrorIs(t, err, want, "%.30q", raw)
	}
}

func TestNameKeyKnowsNoCase(t *testing.T) {
	t.Parallel()
	require.Equal(t, nameKey("STRASSE"), nameKey("straße"))
	require.Equal(t, nameKey("Σίσυφος"), nameKey("ΣΊΣΥΦΟΣ"))
	require.NotEqual(t, nameKey("ada"), nameKey("adá"))
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[A-Za-z0-9]{3,20}`).Draw(t, "name")
		require.Equal(t, nameKey(name), nameKey(strings.ToUpper(name)))
		require.Equal(t, nameKey(name), nameKey(nameKey(name)))
	})
}

// No made-up name can be refused or look like a bot's.
func TestMadeUpNamesAreNames(t *testing.T) {
	t.Parallel()
	for range 200 {
		for _, name := range []string{friendlyName(), testName()} {
			clean, err := cleanName(name)
			require.NoError(t, err, name)
			require.Equal(t, name, clean)
		}
	}
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	for password, want := range map[string]error{
		"7 chars":                              ErrBadPassword,
		"8 chars!":                             nil,
		"пароль-и":                             nil,
		strings.Repeat("x9", 64):               nil,
		strings.Repeat("x", 129):               ErrBadPassword,
		"Ada Lovelace":                         nil,
		"adalovelace":                          ErrBadPassword, // the name itself
		"ADALOVELACE":                          ErrBadPassword,
		"password":                             ErrCommonPassword,
		"PassWord1":                            ErrCommonPassword,
		"roulette":                             ErrCommonPassword,
		"\xff\xff\xff\xff\xff\xff\xff\xff\xff": ErrBadPassword,
	} {
		require.ErrorIs(t, checkPassword(password, "adalovelace"), want, "%.20q", password)
	}
	require.Greater(t, len(commonPasswords()), 300)
	for common := range commonPasswords() {
		require.GreaterOrEqual(t, utf8.RuneCountInString(common), passwordMin, common)
		require.Equal(t, strings.ToLower(common), common)
	}
}

func TestDefaultIsNoWeakerThanOWASP(t *testing.T) {
	t.Parallel()
	require.GreaterOrEqual(t, ArgonDefault.MemoryKiB, uint32(19*1024))
	require.GreaterOrEqual(t, ArgonDefault.Time, uint32(2))
	require.GreaterOrEqual(t, ArgonDefault.Threads, uint8(1))
}

func TestHashes(t *testing.T) {
	t.Parallel()
	h := newHasher(argonTest)
	one, err := h.hash(t.Context(), "correct horse")
	require.NoError(t, err)
	two, err := h.hash(t.Context(), "correct horse")
	require.NoError(t, err)
	require.NotEqual(t, one, two, "salted")
	require.True(t, strings.HasPrefix(one, "$argon2id$v=19$m=64,t=1,p=1$"), one)

	for password, want := range map[string]bool{"correct horse": true, "correct horsf": false, "": false} {
		same, err := h.verify(t.Context(), one, password)
		require.NoError(t, err)
		require.Equal(t, want, same)
	}
	require.False(t, h.weak(one))
	require.True(t, newHasher(Argon{MemoryKiB: 128, Time: 1, Threads: 1}).weak(one))
	for _, bad := range []string{"x", "$argon2id$v=19$m=64,t=0,p=1$AAAA$AAAA", "$argon2id$v=19$m=64,t=1,p=1$*$*", "$2a$10$x"} {
		_, err := h.verify(t.Context(), bad, "x")
		require.Error(t, err, bad)
	}
}

// P6: for a name that nobody has, the same work is done, and nothing matches.
func TestNobodysHashCostsTheSame(t *testing.T) {
	t.Parallel()
	h := newHasher(argonTest)
	params, salt, key, err := decode(h.dummy)
	require.NoError(t, err)
	require.Equal(t, argonTest, params)
	require.Len(t, salt, saltBytes)
	require.Len(t, key, keyBytes)
	same, err := h.verify(t.Context(), "", "anything")
	require.NoError(t, err)
	require.False(t, same)
	require.EqualValues(t, 1, h.hashed.Load())
}

// A storm of sign-ins waits in a bounded queue; who does not fit is told so.
func TestHashersQueueIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHasher(argonTest)
		for range cap(h.turns) {
			require.NoError(t, h.enter(t.Context()))
		}
		answers := make(chan error, hashWaitersMax)
		for range hashWaitersMax {
			go func() { answers <- h.enter(t.Context()) }()
		}
		synctest.Wait()
		require.ErrorIs(t, h.enter(t.Context()), ErrBusy)
		for range hashWaitersMax {
			h.leave()
			require.NoError(t, <-answers)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, h.enter(ctx), context.Canceled, "who has gone does not wait")
		h.leave()
		require.NoError(t, h.enter(t.Context()))
	})
}

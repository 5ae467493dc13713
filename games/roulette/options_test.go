package roulette

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/wallet/money"
)

func testTable() Options {
	return Options{
		BetMs: 12_000, LandMs: 6000, PauseMs: 4000, StepMinor: 100, SpotMinMinor: 100,
		Limits: Limits{
			Straight: 20_000, Split: 40_000, Street: 60_000, Trio: 60_000, Corner: 80_000, FirstFour: 80_000,
			Line: 120_000, Column: 240_000, Dozen: 240_000, Even: 360_000,
		},
		TableMaxMinor: 1_000_000, AllowanceMinor: 100_000_000,
	}
}

// limitsOf is one limit for every kind of the European felt.
func limitsOf(most money.Amount) Limits {
	return Limits{Straight: most, Split: most, Street: most, Trio: most, Corner: most, FirstFour: most, Line: most,
		Column: most, Dozen: most, Even: most}
}

func testOptions(t *testing.T) []byte {
	t.Helper()
	return encode(t, testTable())
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	body, err := json.Marshal(v)
	require.NoError(t, err)
	return body
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	o, err := European().Options(testOptions(t))
	require.NoError(t, err)
	want := testTable()
	want.Zero = ZeroLoses
	require.Equal(t, want, o)

	for name, c := range map[string]struct {
		spoil func(o *Options)
		says  string
	}{
		"no time":               {func(o *Options) { o.BetMs = 0 }, "betMs is 0"},
		"an age":                {func(o *Options) { o.BetMs = 1 << 40 }, "betMs"},
		"lands before":          {func(o *Options) { o.LandMs = -1 }, "landMs"},
		"pauses before":         {func(o *Options) { o.PauseMs = -1 }, "pauseMs"},
		"no step":               {func(o *Options) { o.StepMinor = 0 }, "stepMinor"},
		"no least":              {func(o *Options) { o.SpotMinMinor = 0 }, "spotMinMinor"},
		"least between steps":   {func(o *Options) { o.SpotMinMinor = 150 }, "no multiple"},
		"table below least":     {func(o *Options) { o.TableMaxMinor = 99 }, "tableMaxMinor"},
		"table without end":     {func(o *Options) { o.TableMaxMinor = 1e12 + 1 }, "tableMaxMinor"},
		"limit missing":         {func(o *Options) { o.Limits.Trio = 0 }, "limits.trio is 0"},
		"limit without end":     {func(o *Options) { o.Limits.Even = 1 << 62 }, "limits.even"},
		"allowance missing":     {func(o *Options) { o.AllowanceMinor = 0 }, "allowanceMinor"},
		"allowance below a bet": {func(o *Options) { o.AllowanceMinor = 3499 }, "least bet on straight"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := testTable()
			c.spoil(&o)
			_, err := European().Options(encode(t, o))
			require.ErrorContains(t, err, c.says)
			_, err = European().Table(1<<24|1, encode(t, o), nil)
			require.Error(t, err)
		})
	}
	for _, body := range []string{``, `null`, `{}`, `[]`, string(testOptions(t)) + `{}`, `{"betMs":1,"tips":true}`, `{"betMs":1.5}`} {
		_, err := European().Options([]byte(body))
		require.Error(t, err, body)
	}
}

func TestCarryIsChecked(t *testing.T) {
	t.Parallel()
	for _, body := range []string{``, `{`, `{"last":[37]}`, `{"last":[-1]}`, `{"opensAtMs":-1}`, `{"seed":1}`, `{} {}`,
		string(encode(t, Carry{Last: make([]int, 501)}))} {
		_, err := European().Table(1<<24|1, testOptions(t), []byte(body))
		require.ErrorContains(t, err, "carry", body)
	}
	_, err := European().Table(1<<24|1, testOptions(t), encode(t, Carry{Last: make([]int, 500), OpensAt: 5}))
	require.NoError(t, err)
}

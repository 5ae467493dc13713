package gateway

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
)

type fixedClock games.Moment

func (c fixedClock) Now() games.Moment { return games.Moment(c) }

// countedBytes is no randomness: the same tokens each time, so that a finding
// can be found again.
type countedBytes struct{ next byte }

func (c *countedBytes) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = c.next
		c.next++
	}
	return len(b), nil
}

// Only what was issued is redeemed, once, and for what it is: a ticket is no
// resume token. What stands inside a token that was sealed here may still be
// anything: it is read or refused.
func FuzzToken(f *testing.F) {
	issue := func(t testing.TB) (tokens *Tokens, ticket, resume string) {
		tokens, err := NewTokens([32]byte{1}, "a", fixedClock(1_800_000_000_000), &countedBytes{})
		require.NoError(t, err)
		ticket, _, err = tokens.Ticket(identity(7))
		require.NoError(t, err)
		resume, err = tokens.resumeToken(tokenID{9}, 1, identity(7))
		require.NoError(t, err)
		return tokens, ticket, resume
	}
	_, ticketText, resumeText := issue(f)
	for _, text := range []string{ticketText, resumeText, "", "AAAA", ticketText[1:], resumeText + "=", ticketText + "\n"} {
		f.Add(text, []byte(`{"id":[1],"node":"a","until":9000000000000,"who":{"p":1}}`))
	}
	f.Add("", []byte(`{"line":[1,2,3],"k":18446744073709551615,"until":-1,"who":null}`))
	f.Add("", []byte(`{"id":null,"bal":[{"Amount":1e400}]}`))
	f.Fuzz(func(t *testing.T, text string, plain []byte) {
		tokens, ticketText, resumeText := issue(t)
		_, err := tokens.redeemTicket(text)
		require.Equal(t, text == ticketText, err == nil)
		_, err = tokens.redeemResume(text)
		require.Equal(t, text == resumeText, err == nil)
		if text == ticketText {
			_, err = tokens.redeemTicket(text)
			require.ErrorIs(t, err, ErrBadToken)
		}

		sealed, err := tokens.seal(tokens.tickets, rawJSON(plain))
		if err != nil {
			return // not JSON
		}
		if got, err := tokens.redeemTicket(sealed); err == nil {
			require.Equal(t, "a", got.Node)
			require.Equal(t, tokens.run, got.Run)
			require.Greater(t, got.UntilMs, tokens.clock.Now())
		}
		sealed, err = tokens.seal(tokens.resumes, rawJSON(bytes.Clone(plain)))
		require.NoError(t, err)
		if got, err := tokens.redeemResume(sealed); err == nil {
			require.Greater(t, got.UntilMs, tokens.clock.Now())
			require.Positive(t, got.N)
		}
	})
}

type rawJSON []byte

func (r rawJSON) MarshalJSON() ([]byte, error) { return r, nil }

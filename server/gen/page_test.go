package gen

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/roulette"
	"croupier/server/wire"
)

// Every message has an example that is one: read strictly and written again it
// is the same. The client's are read by the gateway's own decoder in its tests.
func TestExamplesAreMessages(t *testing.T) {
	t.Parallel()
	zeros := map[string]any{}
	for _, m := range wire.Messages() {
		zeros[m.Kind] = m.Zero
	}
	for _, e := range Examples() {
		into := reflect.New(reflect.TypeOf(zeros[e.Kind]))
		d := json.NewDecoder(bytes.NewReader(e.JSON))
		d.DisallowUnknownFields()
		require.NoError(t, d.Decode(into.Interface()), e.Kind)
		again, err := json.MarshalIndent(into.Elem().Interface(), "", "  ")
		require.NoError(t, err)
		require.Equal(t, string(e.JSON), string(again))
		require.Contains(t, string(e.JSON), `"t": "`+e.Kind+`"`)
		delete(zeros, e.Kind)
	}
	require.Empty(t, zeros, "messages without an example")
}

// What the examples hold of a game is the game's.
func TestExamplesOfTheGame(t *testing.T) {
	t.Parallel()
	codec := games.NewCodec(roulette.European().Types())
	for _, e := range Examples() {
		var m struct {
			Ask    string
			Body   json.RawMessage
			Events []wire.Event
		}
		require.NoError(t, json.Unmarshal(e.JSON, &m))
		if m.Body != nil {
			_, err := codec.Decode(m.Ask, m.Body)
			require.NoError(t, err, e.Kind)
		}
		for _, event := range m.Events {
			if event.Type == wire.EventVerdict {
				require.NoError(t, json.Unmarshal(event.Body, &wire.Verdict{}))
				continue
			}
			_, err := codec.Decode(event.Type, event.Body)
			require.NoError(t, err, e.Kind)
		}
	}
}

func TestSocketPage(t *testing.T) {
	t.Parallel()
	s := newSource(repository)
	p, err := readProtocol(repository, theGames())
	require.NoError(t, err)
	page, err := p.socketHTML(s)
	require.NoError(t, err)
	text := string(page)
	for _, m := range wire.Messages() {
		require.Contains(t, text, `id="message-`+m.Kind+`"`)
	}
	for _, c := range p.constants {
		if strings.HasPrefix(c.name, "Close") || strings.HasPrefix(c.name, "Error") {
			require.Contains(t, text, `id="code-`+strings.Trim(c.value, `"`)+`"`)
		}
	}
	for _, code := range []games.Code{games.CodeClosed, games.CodeNothing, "no_funds", "withdrawn"} {
		require.Contains(t, text, `id="code-`+string(code)+`"`)
	}
	linksLead(t, text)

	// A code without a sentence is no page.
	p.constants = append(p.constants, constNamed{name: "CloseWhatever", value: "4999"})
	_, err = p.socketHTML(s)
	require.ErrorContains(t, err, "4999")
	// And no sentence is left of a code that has gone.
	closes, errs, says, err := (&protocol{constants: p.constants[:len(p.constants)-1]}).codes(s)
	require.NoError(t, err)
	require.Len(t, closes, len(closeMeans)+2)
	require.Len(t, errs, len(errorMeans))
	require.Len(t, says, len(refusalMeans))
}

func TestHTTPPage(t *testing.T) {
	t.Parallel()
	page, err := httpHTML([]byte(`{"info":{"description":"About."},"paths":{"/api/x/{n}":{"post":{"operationId":"x","summary":"Do <b>x</b>",
		"security":[{"bearer":[]}],"parameters":[{"name":"n","in":"path","required":true,"schema":{"type":"integer","minimum":1,"maximum":9}}],
		"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/X"}}}},
		"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/X"}}}},"404":{}}}}},
		"components":{"schemas":{"X":{"type":"object","required":["a"],"properties":{"a":{"type":"string","maxLength":5,"description":"Why"},
		"b":{"type":["array","null"],"items":{"$ref":"#/components/schemas/X"}}}}}},
		"x-problem-codes":[{"code":"gone","status":404,"sentence":"It went."}]}`))
	require.NoError(t, err)
	text := string(page)
	for _, want := range []string{"POST", "/api/x/{n}", "Do &lt;b&gt;x&lt;/b&gt;", "integer from 1 to 9, in the path", "text of at most 5",
		">list of X or null</a>, optional", "It went.", "Needs a session"} {
		require.Contains(t, text, want)
	}
	linksLead(t, text)
	for _, bad := range []string{``, `{}`, `{"paths":{"/x":{}}}`} {
		_, err = httpHTML([]byte(bad))
		require.Error(t, err)
	}
}

// linksLead says that every link within a page has its end, that no two ends
// are one, and that the page asks nothing of anybody else (its policy is 'self').
func linksLead(t *testing.T, text string) {
	ids := map[string]bool{}
	for part := range strings.SplitSeq(text, ` id="`) {
		id, _, _ := strings.Cut(part, `"`)
		if strings.HasPrefix(id, "<!doctype") {
			continue
		}
		// too_many is an error and a refusal: their tables tell them apart.
		require.False(t, ids[id] && id != "code-too_many", "two things are called %s", id)
		ids[id] = true
	}
	for part := range strings.SplitSeq(text, `href="#`) {
		to, _, _ := strings.Cut(part, `"`)
		if !strings.HasPrefix(to, "<!doctype") {
			require.True(t, ids[to], "a link leads nowhere: %s", to)
		}
	}
	for _, foreign := range []string{"<script", "<style", " style=", "onclick", "http://", "https://", "@import"} {
		require.NotContains(t, text, foreign)
	}
}

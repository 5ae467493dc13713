package gen

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"croupier/server/wire"
)

// The pages, from the repository's root.
const (
	socketPageFile = "server/protocol/socket.html"
	httpPageFile   = "server/protocol/http.html"
)

//go:embed page.tmpl
var pageText string

// pageTemplates have "socket" and "http", and what both are made of.
var pageTemplates = template.Must(template.New("").Parse(pageText))

// fieldRow is a field as the pages show it.
type fieldRow struct {
	Name, Type, Link, Doc string
	Optional              bool
}

// typeRows is a message, or a type, as the pages show it.
type typeRows struct {
	ID, Name, Doc, Example string
	Fields                 []fieldRow
}

// codeRow is a code and what it means.
type codeRow struct {
	Code, Name, Means, Does string
}

type gamePage struct {
	ID    string
	Types []typeRows
}

type socketPage struct {
	Subprotocol          string
	BytesMax             int
	Client, Server       []typeRows
	Types, Events        []typeRows
	Closes, Errors, Says []codeRow
	Games                []gamePage
}

// socketHTML writes the page of the WebSocket.
func (p *protocol) socketHTML(s *source) ([]byte, error) {
	page := socketPage{Subprotocol: wire.Subprotocol, BytesMax: wire.MessageBytesMax}
	shown := map[*object]bool{}
	examples := map[string]string{}
	for _, e := range Examples() {
		examples[e.Kind] = string(e.JSON)
	}
	for _, m := range p.messages {
		shown[m.object] = true
		rows := p.rows("message-"+m.kind, m.kind, m.object)
		rows.Example = examples[m.kind]
		if m.fromClient {
			page.Client = append(page.Client, rows)
		} else {
			page.Server = append(page.Server, rows)
		}
	}
	for _, e := range p.events {
		if !shown[e.object] {
			page.Events = append(page.Events, p.rows(anchor(e.object), e.name, e.object))
			shown[e.object] = true
		}
	}
	for _, g := range p.games {
		one := gamePage{ID: g.id}
		for _, t := range g.types {
			if shown[t.object] {
				one.Types = append(one.Types, typeRows{ID: anchor(t.object) + "-of-" + g.id, Name: t.name, Doc: plain(t.object.doc)})
				continue
			}
			one.Types = append(one.Types, p.rows(anchor(t.object), t.name, t.object))
			shown[t.object] = true
		}
		page.Games = append(page.Games, one)
	}
	for _, o := range p.objects {
		if !shown[o] {
			page.Types = append(page.Types, p.rows(anchor(o), o.name, o))
		}
	}
	var err error
	if page.Closes, page.Errors, page.Says, err = p.codes(s); err != nil {
		return nil, err
	}
	return render("socket", page)
}

func render(name string, page any) ([]byte, error) {
	var b bytes.Buffer
	if err := pageTemplates.ExecuteTemplate(&b, name, page); err != nil {
		return nil, fmt.Errorf("gen: %w", err)
	}
	return b.Bytes(), nil
}

func anchor(o *object) string { return "type-" + o.name }

// rows is an object under a name.
func (p *protocol) rows(id, name string, o *object) typeRows {
	t := typeRows{ID: id, Name: name, Doc: plain(o.doc)}
	for _, f := range o.fields {
		row := fieldRow{Name: f.name, Type: f.shape.words(), Doc: plain(f.doc), Optional: f.optional}
		if f.always != "" {
			row.Type = `"` + f.always + `"`
		}
		if to := f.shape.struct_(); to != nil {
			row.Link = p.linkOf(to)
		}
		t.Fields = append(t.Fields, row)
	}
	return t
}

// ids are requirements and bars that a comment cites, which say nothing here.
var ids = regexp.MustCompile(` \((?:[A-Z]+[0-9]+(?:-[A-Z]*[0-9]+)?(?:, )?|ASVS[ 0-9.]+)+\)`)

func plain(doc string) string { return ids.ReplaceAllString(doc, "") }

// linkOf is where an object is shown.
func (p *protocol) linkOf(o *object) string {
	for _, m := range p.messages {
		if m.object == o {
			return "message-" + m.kind
		}
	}
	return anchor(o)
}

// struct_ is the object inside a shape, or nil.
func (s shape) struct_() *object {
	switch s.kind {
	case aStruct:
		return s.of
	case aList:
		return s.elem.struct_()
	}
	return nil
}

// words says a shape to people.
func (s shape) words() string {
	var t string
	switch s.kind {
	case aText:
		t = "text"
	case anInteger:
		t = "integer"
	case aTruth:
		t = "true or false"
	case anything:
		t = "JSON"
	case aList:
		t = "list of " + s.elem.words()
	case aStruct:
		t = s.of.name
	}
	if s.null {
		t += " or null"
	}
	return t
}

// codes are the close codes, the codes of errors and those of refusals, each
// with its sentence; one without a sentence is an error.
func (p *protocol) codes(s *source) (closes, errs, says []codeRow, err error) {
	for _, c := range p.constants {
		switch {
		case strings.HasPrefix(c.name, "Close"):
			row := codeRow{Code: c.value, Name: c.name, Means: closeMeans[c.name].means, Does: closeMeans[c.name].does}
			closes = append(closes, row)
		case strings.HasPrefix(c.name, "Error"):
			code := strings.Trim(c.value, `"`)
			errs = append(errs, codeRow{Code: code, Name: c.name, Means: errorMeans[code]})
		}
	}
	closes = append([]codeRow{{Code: "1002", Means: "Frames that are not WebSocket's.", Does: "Stops: it has a fault."},
		{Code: "1009", Means: fmt.Sprintf("A message of more than %d bytes.", wire.MessageBytesMax), Does: "Stops: it has a fault."}}, closes...)
	for _, path := range []string{"games", "rooms", "games/slots", "games/blackjack"} {
		codes, err := s.codes(module + path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // a repository of the protocol alone
		}
		if err != nil {
			return nil, nil, nil, err
		}
		for _, c := range codes {
			says = append(says, codeRow{Code: c.value, Name: c.name, Means: refusalMeans[c.value]})
		}
	}
	for _, row := range slices.Concat(closes, errs, says) {
		if row.Means == "" {
			return nil, nil, nil, fmt.Errorf("gen: code %s %s has no sentence", row.Code, row.Name)
		}
	}
	return closes, errs, says, nil
}

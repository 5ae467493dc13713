package gen

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// WriteHTTPPage writes the page of the HTTP interface from its OpenAPI document.
func WriteHTTPPage(root string, openapi []byte) error {
	page, err := httpHTML(openapi)
	if err != nil {
		return err
	}
	return write(root, map[string][]byte{httpPageFile: page})
}

// CheckHTTPPage returns ErrStale if WriteHTTPPage would change the page.
func CheckHTTPPage(root string, openapi []byte) error {
	page, err := httpHTML(openapi)
	if err != nil {
		return err
	}
	return compare(root, map[string][]byte{httpPageFile: page})
}

// The parts of an OpenAPI document that the page shows.
type openAPI struct {
	Info       struct{ Description string }
	Paths      map[string]map[string]apiOperation
	Components struct{ Schemas map[string]apiSchema }
	Codes      []apiCode `json:"x-problem-codes"`
}

type apiOperation struct {
	OperationID string
	Summary     string
	Security    []map[string][]string
	Parameters  []struct {
		Name, In, Description string
		Required              bool
		Schema                apiSchema
	}
	RequestBody struct {
		Content map[string]struct{ Schema apiSchema }
	}
	Responses map[string]struct {
		Content map[string]struct{ Schema apiSchema }
	}
}

type apiSchema struct {
	Ref                  string `json:"$ref"`
	Type                 any    // a text, or a list of them
	Format, Description  string
	Properties           map[string]apiSchema
	Required             []string
	Items                *apiSchema
	Enum                 []any
	Minimum, Maximum     *json.Number
	MaxLength            *int
	AdditionalProperties any
}

type apiCode struct {
	Code     string `json:"code"`
	Status   int    `json:"status"`
	Sentence string `json:"sentence"`
}

type answerRow struct{ Status, Type, Link string }

type operationRows struct {
	ID, Method, Path, Summary string
	SignedIn                  bool
	Parameters, Body          []fieldRow
	Answers                   []answerRow
}

type httpPage struct {
	About      string
	Operations []operationRows
	Codes      []apiCode
	Types      []typeRows
}

func httpHTML(document []byte) ([]byte, error) {
	var doc openAPI
	if err := json.Unmarshal(document, &doc); err != nil {
		return nil, fmt.Errorf("gen: the OpenAPI document: %w", err)
	}
	if len(doc.Paths) == 0 || len(doc.Codes) == 0 {
		return nil, fmt.Errorf("gen: the OpenAPI document has no paths or no codes")
	}
	page := httpPage{About: doc.Info.Description, Codes: doc.Codes}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(doc.Paths[path])) {
			page.Operations = append(page.Operations, doc.operation(method, path, doc.Paths[path][method]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		s := doc.Components.Schemas[name]
		page.Types = append(page.Types, typeRows{ID: "type-" + name, Name: name, Doc: s.Description, Fields: s.fields()})
	}
	return render("http", page)
}

func (d *openAPI) operation(method, path string, o apiOperation) operationRows {
	rows := operationRows{ID: o.OperationID, Method: strings.ToUpper(method), Path: path, Summary: o.Summary, SignedIn: len(o.Security) > 0}
	for _, p := range o.Parameters {
		row := p.Schema.row(p.Name, !p.Required)
		row.Type += ", in the " + p.In
		if row.Doc == "" {
			row.Doc = p.Description
		}
		rows.Parameters = append(rows.Parameters, row)
	}
	for _, c := range o.RequestBody.Content {
		if to := c.Schema.to(); to != "" {
			rows.Body = d.Components.Schemas[to].fields()
		} else {
			rows.Body = c.Schema.fields()
		}
	}
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		a := answerRow{Status: status}
		for _, c := range o.Responses[status].Content {
			if to := c.Schema.to(); to != "" {
				a.Type, a.Link = to, "type-"+to
			}
		}
		rows.Answers = append(rows.Answers, a)
	}
	return rows
}

// to is the schema that a reference names.
func (s apiSchema) to() string {
	_, name, _ := strings.Cut(s.Ref, "/schemas/")
	return name
}

func (s apiSchema) fields() (rows []fieldRow) {
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		rows = append(rows, s.Properties[name].row(name, !slices.Contains(s.Required, name)))
	}
	return rows
}

func (s apiSchema) row(name string, optional bool) fieldRow {
	row := fieldRow{Name: name, Type: s.words(), Doc: s.Description, Optional: optional}
	of := s
	for of.Items != nil {
		of = *of.Items
	}
	if to := of.to(); to != "" {
		row.Link = "type-" + to
	}
	return row
}

// words says a schema to people, its bounds included.
func (s apiSchema) words() string {
	if to := s.to(); to != "" {
		return to
	}
	var kinds []string
	switch t := s.Type.(type) {
	case string:
		kinds = []string{t}
	case []any:
		for _, one := range t {
			kinds = append(kinds, fmt.Sprint(one))
		}
	}
	text := strings.Join(kinds, " or ")
	switch {
	case s.Items != nil:
		text = strings.Replace(text, "array", "list of "+s.Items.words(), 1)
	case len(s.Enum) > 0:
		var each []string
		for _, e := range s.Enum {
			each = append(each, fmt.Sprint(e))
		}
		text = "one of " + strings.Join(each, ", ")
	case text == "":
		text = "JSON"
	case s.Minimum != nil && s.Maximum != nil:
		text += fmt.Sprintf(" from %s to %s", *s.Minimum, *s.Maximum)
	case s.MaxLength != nil:
		text += " of at most " + strconv.Itoa(*s.MaxLength)
	}
	return strings.NewReplacer("string", "text", "boolean", "true or false").Replace(text)
}

package gen

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// kind is what a JSON value is.
type kind uint8

const (
	aText kind = iota
	anInteger
	aTruth
	anything // JSON that another type describes
	aList
	aStruct
)

// shape is the type of a JSON value.
type shape struct {
	kind kind
	elem *shape  // of a list
	of   *object // of a struct
	null bool    // may be null
}

// object is a Go struct as JSON.
type object struct {
	from   reflect.Type
	name   string
	doc    string
	fields []field
}

type field struct {
	name     string
	doc      string
	shape    shape
	optional bool
	always   string // its only value: the kind of a message
}

// catalogue turns Go types into shapes. Each struct type is one object; names
// are unique, or it is an error.
type catalogue struct {
	source *source
	byType map[reflect.Type]*object
	byName map[string]bool
	order  []*object
	filled int             // of order
	game   string          // whose structs are named; empty: nobody's
	shared map[string]bool // packages whose types several games list
}

func newCatalogue(s *source) *catalogue {
	return &catalogue{source: s, byType: map[reflect.Type]*object{}, byName: map[string]bool{}}
}

// nested names a struct that nobody named: a game's by its package.
func (c *catalogue) nested(t reflect.Type) string {
	if c.game == "" {
		return pascal(t.Name())
	}
	return c.packageName(t) + pascal(t.Name())
}

// declare names a struct type, so that whatever holds it uses that name.
func (c *catalogue) declare(zero any, name string) (*object, error) {
	t := reflect.TypeOf(zero)
	if t == nil || t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("gen: %s: %v is no struct", name, t)
	}
	if o := c.byType[t]; o != nil {
		return o, nil
	}
	if c.byName[name] {
		return nil, fmt.Errorf("gen: two types are called %s", name)
	}
	o := &object{from: t, name: name, doc: c.source.typeDoc(t)}
	c.byType[t], c.byName[name] = o, true
	c.order = append(c.order, o)
	return o, nil
}

// fill reads the fields of every object declared so far, and of those that
// they hold. Call it when all names that must be are declared.
func (c *catalogue) fill() error {
	for ; c.filled < len(c.order); c.filled++ {
		o := c.order[c.filled]
		if err := c.fields(o, o.from); err != nil {
			return err
		}
	}
	return nil
}

func (c *catalogue) fields(o *object, t reflect.Type) error {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			if err := c.fields(o, f.Type); err != nil {
				return err
			}
			continue
		case !f.IsExported() || name == "-" && options == "":
			continue
		case name == "":
			name = f.Name
		}
		s, err := c.shape(f.Type)
		if err != nil {
			return fmt.Errorf("%w, in %s.%s", err, t, f.Name)
		}
		optional := strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")
		s.null = s.null && !optional
		o.fields = append(o.fields, field{name: name, doc: c.source.fieldDoc(t, f.Name), shape: s, optional: optional})
	}
	return nil
}

var (
	rawType  = reflect.TypeFor[json.RawMessage]()
	textType = reflect.TypeFor[encoding.TextMarshaler]()
	jsonType = reflect.TypeFor[json.Marshaler]()
)

func (c *catalogue) shape(t reflect.Type) (shape, error) {
	switch {
	case t == rawType:
		return shape{kind: anything}, nil
	case t.Implements(jsonType) || t == reflect.TypeFor[json.Number]():
		return shape{}, fmt.Errorf("gen: %v encodes itself", t)
	case t.Implements(textType):
		return shape{kind: aText}, nil
	}
	switch t.Kind() {
	case reflect.String:
		return shape{kind: aText}, nil
	case reflect.Bool:
		return shape{kind: aTruth}, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return shape{kind: anInteger}, nil
	case reflect.Pointer:
		s, err := c.shape(t.Elem())
		s.null = true
		return s, err
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return shape{}, fmt.Errorf("gen: %v: bytes have no place in a body", t)
		}
		elem, err := c.shape(t.Elem())
		return shape{kind: aList, elem: &elem}, err
	case reflect.Struct:
		o, err := c.declare(reflect.Zero(t).Interface(), c.nested(t))
		return shape{kind: aStruct, of: o}, err
	}
	return shape{}, fmt.Errorf("gen: %v has no place in a body", t)
}

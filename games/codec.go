package games

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"sort"
	"strings"
)

// ErrUnknownType says that a name or a Go type is not in the rules' list.
var ErrUnknownType = errors.New("games: type not listed by the rules")

// Codec turns the values of one game into named JSON and back: the same names
// on the log, on the wire and in the generated protocol pages.
type Codec struct {
	byName map[string]reflect.Type
	byType map[reflect.Type]string
}

// NewCodec takes the types of some rules and the contract's own (Timeout as
// "timeout", Resumed as "resumed", Declined as "declined", VoidRound as "void"). It panics on a type listed twice: two names
// for one type are a fault in the rules.
func NewCodec(types map[string]any) *Codec {
	c := &Codec{byName: map[string]reflect.Type{}, byType: map[reflect.Type]string{}}
	for name, zero := range types {
		c.add(name, zero)
	}
	c.add("timeout", Timeout{})
	c.add("resumed", Resumed{})
	c.add("declined", Declined{})
	c.add("void", VoidRound{})
	return c
}

func (c *Codec) add(name string, zero any) {
	t := reflect.TypeOf(zero)
	if was, ok := c.byType[t]; ok {
		panic(fmt.Sprintf("games: %v is listed as %q and as %q", t, was, name))
	}
	if _, ok := c.byName[name]; ok {
		panic(fmt.Sprintf("games: %q is listed twice", name))
	}
	c.byName[name], c.byType[t] = t, name
}

// Names lists every name, in order.
func (c *Codec) Names() []string {
	names := make([]string, 0, len(c.byName))
	for name := range c.byName {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Encode writes a listed value and its name.
func (c *Codec) Encode(v any) (name string, body []byte, err error) {
	name, ok := c.byType[reflect.TypeOf(v)]
	if !ok {
		return "", nil, fmt.Errorf("%w: %T", ErrUnknownType, v)
	}
	body, err = json.Marshal(v)
	return name, body, err
}

// Decode reads a value by its name, strictly: a field that the type does not
// have, a field given twice (B8), a null in the place of the value, or anything
// after it, is an error.
func (c *Codec) Decode(name string, body []byte) (any, error) {
	t, ok := c.byName[name]
	if !ok {
		return nil, fmt.Errorf("%w: %q", ErrUnknownType, name)
	}
	if bytes.Equal(bytes.TrimSpace(body), []byte("null")) {
		return nil, errors.New("games: null is no body") // encoding/json would take it for an empty one
	}
	v := reflect.New(t)
	if err := Strictly(body, v.Interface()); err != nil {
		return nil, err
	}
	if err := onlyOnce(json.NewDecoder(bytes.NewReader(body))); err != nil {
		return nil, err
	}
	return v.Elem().Interface(), nil
}

// Strictly reads one JSON value into what v points to: a field that its type does not
// have, or anything after the value, is an error. Options, carries and files of the
// games are read by it; what clients send is read by Decode.
func Strictly(body []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("games: something follows the value")
	}
	return nil
}

// onlyOnce reads one JSON value and refuses an object that names a field twice,
// whatever the case: encoding/json would let the last one win, and two readers
// of one body could disagree about its stake.
func onlyOnce(d *json.Decoder) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('['):
		for d.More() {
			if err := onlyOnce(d); err != nil {
				return err
			}
		}
	case json.Delim('{'):
		var seen []string // bounded: unknown fields were refused before
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return err
			}
			name, _ := key.(string)
			if slices.ContainsFunc(seen, func(s string) bool { return strings.EqualFold(s, name) }) {
				return fmt.Errorf("games: field %q is given twice", name)
			}
			seen = append(seen, name)
			if err := onlyOnce(d); err != nil {
				return err
			}
		}
	default:
		return nil
	}
	_, err = d.Token() // the closing bracket
	return err
}

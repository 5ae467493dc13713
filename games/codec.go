package games

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"sort"
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
// "timeout", Resumed as "resumed"). It panics on a type listed twice: two names
// for one type are a fault in the rules.
func NewCodec(types map[string]any) *Codec {
	c := &Codec{byName: map[string]reflect.Type{}, byType: map[reflect.Type]string{}}
	for name, zero := range types {
		c.add(name, zero)
	}
	c.add("timeout", Timeout{})
	c.add("resumed", Resumed{})
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
// have, or anything after the value, is an error.
func (c *Codec) Decode(name string, body []byte) (any, error) {
	t, ok := c.byName[name]
	if !ok {
		return nil, fmt.Errorf("%w: %q", ErrUnknownType, name)
	}
	v := reflect.New(t)
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(v.Interface()); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("games: something follows the body")
	}
	return v.Elem().Interface(), nil
}

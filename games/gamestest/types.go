package gamestest

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"croupier/games"
)

// checkTypes walks the listed types.
func checkTypes(rules games.Rules) error {
	if game, version := rules.ID(); game == "" || version < 1 {
		return fmt.Errorf("the rules are %q, version %d", game, version)
	}
	types := rules.Types()
	if len(types) == 0 {
		return errors.New("the rules list no types")
	}
	games.NewCodec(types) // panics on a type listed twice
	for name, zero := range types {
		t := reflect.TypeOf(zero)
		if t == nil || t.Kind() != reflect.Struct {
			return fmt.Errorf("%q is %v, not a struct by value", name, t)
		}
		if err := checkType(t, name, map[reflect.Type]bool{}); err != nil {
			return err
		}
	}
	return nil
}

// checkType allows what JSON writes in one way only. Maps have no order worth
// relying on, floats no one spelling, interfaces no type to read back.
func checkType(t reflect.Type, at string, seen map[reflect.Type]bool) error {
	if seen[t] {
		return nil
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if f.PkgPath != "" && !f.Anonymous {
				return fmt.Errorf("%s.%s is not exported: JSON would lose it", at, f.Name)
			}
			// What is embedded without a name JSON writes as the outer one's fields; one
			// that it lost by that, checkBodies misses.
			tag := f.Tag.Get("json")
			inlined := f.Anonymous && tag == "" && f.Type.Kind() == reflect.Struct
			if !inlined && (tag == "" || unicode.IsUpper(rune(tag[0])) || tag[0] == '-') {
				return fmt.Errorf("%s.%s has no name on the wire", at, f.Name)
			}
			if err := checkType(f.Type, at+"."+f.Name, seen); err != nil {
				return err
			}
		}
		return nil
	case reflect.Slice, reflect.Array, reflect.Pointer:
		return checkType(t.Elem(), at, seen)
	case reflect.Bool, reflect.String,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return nil
	}
	return fmt.Errorf("%s is a %v: not for bodies", at, t.Kind())
}

// checkBodies fills every listed type at random and sends it through the codec.
func checkBodies(rules games.Rules, pick Pick) error {
	types := rules.Types()
	codec := games.NewCodec(types)
	for _, name := range codec.Names() {
		zero, ok := types[name]
		if !ok {
			continue // the contract's own
		}
		v := reflect.New(reflect.TypeOf(zero)).Elem()
		fill(v, pick, 0)
		back, err := throughCodec(codec, v.Interface())
		if err != nil {
			return fmt.Errorf("%q: %w", name, err)
		}
		if !reflect.DeepEqual(back, v.Interface()) {
			return fmt.Errorf("%q: %+v came back as %+v", name, v.Interface(), back)
		}
	}
	return nil
}

func optional(f reflect.StructField) bool {
	_, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	return options == "omitempty"
}

func fill(v reflect.Value, pick Pick, depth int) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Field(i)
			fill(f, pick, depth+1)
			if f.Kind() == reflect.Slice && f.Len() == 0 && optional(v.Type().Field(i)) {
				f.SetZero() // what is left out comes back as nil
			}
		}
	case reflect.Slice:
		n := 0
		if depth < 6 {
			n = pick(4)
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), pick, depth+1)
		}
	case reflect.Pointer:
		if depth < 6 && pick(2) == 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), pick, depth+1)
		}
	case reflect.Bool:
		v.SetBool(pick(2) == 0)
	case reflect.String:
		v.SetString([]string{"", "red", "split:8/11", `"\`, "Zoë 🎲", "<b>&"}[pick(6)])
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(pick(1<<30)) - 1<<29)
		if pick(4) == 0 {
			v.SetInt(-1 << (v.Type().Bits() - 1))
		}
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		v.SetUint(uint64(pick(256)))
	}
}

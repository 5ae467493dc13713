package gen

import (
	"fmt"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"

	"croupier/server/wire"
)

// protocol is everything that is written, in order.
type protocol struct {
	objects   []*object
	constants []constNamed
	messages  []message
	events    []named // the room's own, by type
	games     []game
}

type message struct {
	kind       string
	fromClient bool
	object     *object
}

// named is a struct under a name on the wire.
type named struct {
	name   string
	object *object
}

type game struct {
	id, name string // "roulette-european", "RouletteEuropean"
	types    []named
}

// renamed are types whose Go name means something else in a page.
var renamed = map[string]string{"Error": "WireError"}

func readProtocol(root string, games Games) (*protocol, error) {
	s := newSource(root)
	c := newCatalogue(s)
	p := &protocol{}
	if err := p.readMessages(c); err != nil {
		return nil, err
	}
	c.shared = sharedOf(games)
	for _, id := range slices.Sorted(maps.Keys(games)) {
		if err := p.readGame(c, id, games[id]); err != nil {
			return nil, err
		}
	}
	p.objects = c.order
	var err error
	p.constants, err = s.constants(module + "server/wire")
	return p, err
}

func (p *protocol) readMessages(c *catalogue) error {
	for _, m := range wire.Messages() {
		o, err := c.declare(m.Zero, wireName(m.Zero))
		if err != nil {
			return err
		}
		p.messages = append(p.messages, message{m.Kind, m.FromClient, o})
	}
	for _, a := range wire.RoomAsks() {
		if _, err := c.declare(a.Zero, wireName(a.Zero)); err != nil {
			return err
		}
	}
	for _, e := range wire.RoomEvents() {
		o, err := c.declare(e.Zero, wireName(e.Zero))
		if err != nil {
			return err
		}
		p.events = append(p.events, named{e.Type, o})
	}
	if err := c.fill(); err != nil {
		return err
	}
	for _, m := range p.messages {
		t := slices.IndexFunc(m.object.fields, func(f field) bool { return f.name == "t" })
		if t < 0 {
			return fmt.Errorf("gen: message %s has no kind in \"t\"", m.kind)
		}
		m.object.fields[t].always = m.kind
	}
	return nil
}

func wireName(zero any) string {
	name := reflect.TypeOf(zero).Name()
	if other, ok := renamed[name]; ok {
		return other
	}
	return name
}

func (p *protocol) readGame(c *catalogue, id string, types map[string]any) error {
	g := game{id: id, name: pascal(id)}
	c.game = id
	defer func() { c.game = "" }()
	for _, name := range slices.Sorted(maps.Keys(types)) {
		o, err := c.declare(types[name], c.typeName(name, types[name]))
		if err != nil {
			return err
		}
		g.types = append(g.types, named{name, o})
	}
	p.games = append(p.games, g)
	return c.fill()
}

// typeName is the name of a game's type; that of the game begins it where another type
// has the package's.
func (c *catalogue) typeName(name string, zero any) string {
	t := reflect.TypeOf(zero)
	if t == nil {
		return pascal(c.game) + pascal(name)
	}
	if full := c.packageName(t) + pascal(name); !c.byName[full] || c.byType[t] != nil {
		return full
	}
	return pascal(c.game) + pascal(name)
}

// packageName begins the name of a game's type: the game's own name, or that of the
// type's package where several games share it.
func (c *catalogue) packageName(t reflect.Type) string {
	if c.shared[t.PkgPath()] {
		return pascal(path.Base(t.PkgPath()))
	}
	return pascal(c.game)
}

// sharedOf are the packages whose types several games list.
func sharedOf(games Games) map[string]bool {
	of, shared := map[string]string{}, map[string]bool{}
	for id, types := range games {
		for _, zero := range types {
			if t := reflect.TypeOf(zero); t != nil {
				if was, ok := of[t.PkgPath()]; ok && was != id {
					shared[t.PkgPath()] = true
				}
				of[t.PkgPath()] = id
			}
		}
	}
	return shared
}

// pascal makes a type's name of a name on the wire.
func pascal(name string) string {
	var b strings.Builder
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '.' || r == '_' }) {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

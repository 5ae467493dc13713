package gen

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"croupier/server/wire"
)

// node is a JSON object; its members are written in the order of their names.
type node map[string]any

func ref(to string) node { return node{"$ref": "#/" + to} }

// asyncapi writes the AsyncAPI 3.0 document: one channel, the WebSocket, whose
// handshake is its binding, and two operations from the server's side.
func (p *protocol) asyncapi() ([]byte, error) {
	messages, channel, schemas := node{}, node{}, node{}
	var in, out []node
	client := map[*object]bool{}
	for _, m := range p.messages {
		messages[m.kind] = node{
			"name": m.kind, "title": m.object.name, "summary": m.object.doc,
			"contentType": "application/json", "payload": ref("components/schemas/" + m.object.name),
		}
		channel[m.kind] = ref("components/messages/" + m.kind)
		one := ref("channels/ws/messages/" + m.kind)
		if m.fromClient {
			in = append(in, one)
			client[m.object] = true
		} else {
			out = append(out, one)
		}
	}
	for _, o := range p.objects {
		schemas[o.name] = o.schema(client[o])
	}
	games := node{}
	for _, g := range p.games {
		games[g.id] = refs(g.types)
	}
	doc := node{
		"asyncapi": "3.0.0",
		"info": node{
			"title": "Croupier", "version": strconv.Itoa(wire.VersionMax),
			"description": "Live tables over a WebSocket. Amounts are integers in minor units, times are " +
				"milliseconds since the Unix epoch on the server's clock. The bodies of a game's asks, events " +
				"and views are listed under x-games, those of a room's own events under x-room-events.",
			"license": node{"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
		},
		"defaultContentType": "application/json",
		"channels": node{"ws": node{
			"address": "/ws", "messages": channel,
			"description": "Subprotocol " + wire.Subprotocol + ". One JSON object in one text frame, its kind in \"t\".",
			"bindings":    node{"ws": node{"method": "GET", "bindingVersion": "0.1.0"}},
		}},
		"operations": node{
			"fromClient": node{"action": "receive", "channel": ref("channels/ws"), "messages": in,
				"summary": "What the server takes. Decoding is strict: no further members."},
			"toClient": node{"action": "send", "channel": ref("channels/ws"), "messages": out,
				"summary": "What the server sends. Members and kinds may be added."},
		},
		"components":    node{"messages": messages, "schemas": schemas},
		"x-room-events": refs(p.events),
		"x-games":       games,
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(doc); err != nil {
		return nil, fmt.Errorf("gen: %w", err)
	}
	return b.Bytes(), nil
}

func refs(list []named) node {
	n := node{}
	for _, one := range list {
		n[one.name] = ref("components/schemas/" + one.object.name)
	}
	return n
}

// schema is the object's JSON Schema; strict takes no further members.
func (o *object) schema(strict bool) node {
	properties, required := node{}, []string{}
	for _, f := range o.fields {
		s := f.shape.schema()
		if f.always != "" {
			s = node{"type": "string", "const": f.always}
		}
		if f.doc != "" {
			s = described(s, f.doc)
		}
		properties[f.name] = s
		if !f.optional {
			required = append(required, f.name)
		}
	}
	n := node{"type": "object", "properties": properties}
	if len(required) > 0 {
		n["required"] = required
	}
	if strict {
		n["additionalProperties"] = false
	}
	if o.doc != "" {
		n["description"] = o.doc
	}
	return n
}

// described adds a comment. Beside a reference nothing counts, so that is
// wrapped.
func described(s node, doc string) node {
	if _, is := s["$ref"]; is {
		s = node{"allOf": []node{s}}
	}
	s["description"] = doc
	return s
}

func (s shape) schema() node {
	var n node
	switch s.kind {
	case aText:
		n = node{"type": "string"}
	case anInteger:
		n = node{"type": "integer", "format": "int64"}
	case aTruth:
		n = node{"type": "boolean"}
	case anything:
		n = node{}
	case aList:
		n = node{"type": "array", "items": s.elem.schema()}
	case aStruct:
		n = ref("components/schemas/" + s.of.name)
	}
	if s.null {
		n = node{"anyOf": []node{n, {"type": "null"}}}
	}
	return n
}

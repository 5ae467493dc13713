// Package gen writes what is made from Go types and must never differ from
// them: the protocol's AsyncAPI 3.0 document, which the server serves, and the
// TypeScript types of the pages.
//
//	server/wire, games' types ──reflect──► catalogue ──► server/wire/asyncapi.json
//	their source's comments ──go/parser──►    │    └───► web/src/wire/wire.gen.ts
//
// Names, fields and their order come by reflection, doc comments and constants
// from the source. A type that JSON in a page cannot hold to the letter (a map,
// a float, an interface) is refused: bodies are JSON of plain structs.
//
// Lists are never null on the wire: a struct that holds one makes it empty
// before it is encoded.
package gen

package wire

import _ "embed" // the document below

// AsyncAPI is the protocol as an AsyncAPI 3.0 document (JSON), made from this
// package by `server gen` and served under /asyncapi.json.
//
//go:embed asyncapi.json
var AsyncAPI []byte

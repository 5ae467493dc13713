package gateway

import "encoding/binary"

// Opcodes of WebSocket frames that are written here (RFC 6455, 5.2); close and
// pong frames are the library's.
const (
	opText = 0x1
	opPing = 0x9
)

const finalBit = 0x80

// appendFrame adds one whole, unmasked frame, as servers send them. The library
// would write each message by itself; frames in one buffer share one system
// call, which is what a message costs.
func appendFrame(dst []byte, op byte, payload []byte) []byte {
	dst = append(dst, finalBit|op)
	switch n := len(payload); {
	case n < 126:
		dst = append(dst, byte(n))
	case n < 1<<16:
		dst = append(dst, 126)
		dst = binary.BigEndian.AppendUint16(dst, uint16(n))
	default:
		dst = append(dst, 127)
		dst = binary.BigEndian.AppendUint64(dst, uint64(n))
	}
	return append(dst, payload...)
}

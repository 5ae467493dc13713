package auditor

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"
)

// Commitment is what the house publishes of a round's seed before it opens.
func Commitment(room, round, rules int64, seed [32]byte) [32]byte {
	text := append(make([]byte, 0, 72), "croupier.seal.v1"...)
	text = binary.BigEndian.AppendUint64(text, uint64(room))
	text = binary.BigEndian.AppendUint64(text, uint64(round))
	text = binary.BigEndian.AppendUint64(text, uint64(rules))
	return sha256.Sum256(append(text, seed[:]...))
}

// Pocket is the number that a seed means: the first draw of the first stream
// below the count of the pockets (G6: by rejection, no bias).
func (w Wheel) Pocket(seed [32]byte) int {
	pockets := uint64(w.pockets())
	rest := (math.MaxUint64%pockets + 1) % pockets // 2^64 mod the pockets
	var block uint64
	for {
		numbers := streamBlock(seed, 1, block)
		for i := 0; i < len(numbers); i += 8 {
			x := binary.BigEndian.Uint64(numbers[i:])
			if x <= math.MaxUint64-rest {
				return int(x % pockets)
			}
		}
		block++
	}
}

func streamBlock(seed [32]byte, stream, block uint64) []byte {
	mac := hmac.New(sha256.New, seed[:])
	text := append(make([]byte, 0, 32), "croupier.draw.v1"...)
	text = binary.BigEndian.AppendUint64(text, stream)
	mac.Write(binary.BigEndian.AppendUint64(text, block))
	return mac.Sum(nil)
}

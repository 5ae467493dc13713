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

// PairCommitment is what the house publishes of the server seed of a pair, before
// the pair's first round.
func PairCommitment(room, from int64, seed [32]byte) [32]byte {
	text := append(make([]byte, 0, 64), "croupier.pair.v1"...)
	text = binary.BigEndian.AppendUint64(text, uint64(room))
	text = binary.BigEndian.AppendUint64(text, uint64(from))
	return sha256.Sum256(append(text, seed[:]...))
}

// SessionSeed is the seed of a pair's round.
func SessionSeed(room, nonce int64, seed [32]byte, clientSeed string) [32]byte {
	text := append(make([]byte, 0, 128), "croupier.session.v1"...)
	text = binary.BigEndian.AppendUint64(text, uint64(room))
	text = binary.BigEndian.AppendUint64(text, uint64(nonce))
	mac := hmac.New(sha256.New, seed[:])
	mac.Write(append(text, clientSeed...))
	return [32]byte(mac.Sum(nil))
}

// drawer reads one stream of a seed, number by number.
type drawer struct {
	seed          [32]byte
	stream, block uint64
	left          []byte
}

// below is a number in [0,n), by rejection (G6).
func (d *drawer) below(n uint64) uint64 {
	rest := (math.MaxUint64%n + 1) % n // 2^64 mod n
	for {
		if len(d.left) == 0 {
			d.left = streamBlock(d.seed, d.stream, d.block)
			d.block++
		}
		x := binary.BigEndian.Uint64(d.left)
		d.left = d.left[8:]
		if x <= math.MaxUint64-rest {
			return x % n
		}
	}
}

package cards_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games/cards"
	"croupier/rng"
)

// streamDraws are those of a round's first drawing step, by the generator of rounds.
type streamDraws struct{ words *rng.Stream }

func (d streamDraws) Uintn(n uint64) uint64              { return rng.Uintn(d.words, n) }
func (d streamDraws) Shuffle(n int, swap func(i, j int)) { rng.Shuffle(d.words, n, swap) }
func streamOf(seed [32]byte) streamDraws {
	return streamDraws{rng.NewStream(seed, "croupier.draw.v1", 1)}
}
func text(order cards.Order) (all string) {
	for _, c := range order {
		all += string(c)
	}
	return all
}

// written is the shoe of a seed by the text of its definition alone, as a page has to do
// it: HMAC-SHA256 blocks, eight bytes big-endian, rejection, Fisher-Yates from the top.
func written(seed [32]byte, decks int) string {
	var stream []byte
	block := uint64(0)
	next := func(n uint64) uint64 {
		for {
			if len(stream) == 0 {
				mac := hmac.New(sha256.New, seed[:])
				message := binary.BigEndian.AppendUint64([]byte("croupier.draw.v1"), 1)
				mac.Write(binary.BigEndian.AppendUint64(message, block))
				stream = mac.Sum(nil)
				block++
			}
			x := binary.BigEndian.Uint64(stream)
			stream = stream[8:]
			if rest := (^uint64(0)%n + 1) % n; rest == 0 || x < -rest {
				return x % n
			}
		}
	}
	var shoe []string
	for range decks {
		for _, suit := range "cdhs" {
			for _, rank := range "A23456789TJQK" {
				shoe = append(shoe, string(rank)+string(suit))
			}
		}
	}
	for i := len(shoe) - 1; i > 0; i-- {
		j := next(uint64(i) + 1)
		shoe[i], shoe[j] = shoe[j], shoe[i]
	}
	return strings.Join(shoe, "")
}

// A shoe by its seed, for ever: pages and auditors recompute it.
func TestAShoeByItsSeed(t *testing.T) {
	t.Parallel()
	var seed [32]byte
	for i := range seed {
		seed[i] = byte(i)
	}
	for decks := 1; decks <= cards.DecksMax; decks++ {
		require.Equal(t, written(seed, decks), text(cards.Shuffle(decks, streamOf(seed))), "%d packs", decks)
	}
	order := text(cards.Shuffle(8, streamOf(seed)))
	sum := sha256.Sum256([]byte(order))
	require.Equal(t, "Td7d3sTc9s7cQdQh6hJs5sThAc9h9c3h7cKh8dAh", order[:40])
	require.Equal(t, "7566ab3f0e19d568e06d4f8c9bc2527a15cbf53d0b061de9f32e86b4f304d53c", hex.EncodeToString(sum[:]))
}

package journal

import (
	"encoding/binary"
	"errors"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet/money"
)

// answerVersion is the first byte of a stored answer; answers are kept for ever.
const answerVersion = 1

var errBadAnswer = errors.New("journal: a stored answer cannot be read")

// appendAnswer writes an answer: version, accepted, three texts with their
// lengths, four amounts as varints. The same answer gives the same bytes.
func appendAnswer(b []byte, a rooms.Answer) []byte {
	accepted := byte(0)
	if a.Accepted {
		accepted = 1
	}
	b = append(b, answerVersion, accepted)
	for _, s := range [...]string{a.Ask, string(a.Code), a.Spot} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	for _, m := range [...]money.Amount{a.Limit, a.Value, a.Stake, a.Back} {
		b = binary.AppendVarint(b, int64(m))
	}
	return b
}

func decodeAnswer(b []byte) (rooms.Answer, error) {
	if len(b) < 2 || b[0] != answerVersion || b[1] > 1 {
		return rooms.Answer{}, errBadAnswer
	}
	a := rooms.Answer{Accepted: b[1] == 1}
	b = b[2:]
	var texts [3]string
	for i := range texts {
		n, w := binary.Uvarint(b)
		if w <= 0 || n > uint64(len(b)-w) {
			return rooms.Answer{}, errBadAnswer
		}
		texts[i], b = string(b[w:w+int(n)]), b[w+int(n):]
	}
	var amounts [4]money.Amount
	for i := range amounts {
		n, w := binary.Varint(b)
		if w <= 0 {
			return rooms.Answer{}, errBadAnswer
		}
		amounts[i], b = money.Amount(n), b[w:]
	}
	if len(b) != 0 {
		return rooms.Answer{}, errBadAnswer
	}
	a.Ask, a.Code, a.Spot = texts[0], games.Code(texts[1]), texts[2]
	a.Limit, a.Value, a.Stake, a.Back = amounts[0], amounts[1], amounts[2], amounts[3]
	return a, nil
}

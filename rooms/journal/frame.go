package journal

import (
	"encoding/binary"
	"errors"

	"croupier/games"
	"croupier/rooms"
)

// frameVersion is the first byte of a log row's body.
const frameVersion = 1

var errBadFrame = errors.New("journal: a log row cannot be read")

// appendFrame adds a step's record to a log row's body: the round's number (0
// for a step of no round), the length, the bytes. The first one brings the
// version. A room's steps number on from the row's seq.
func appendFrame(body []byte, round games.RoundID, record []byte) []byte {
	if len(body) == 0 {
		// A room's share of a full batch, so that it is not copied as it grows.
		body = append(make([]byte, 0, len(record)+min(16*len(record), 16<<10)+32), frameVersion)
	}
	var number int64
	if round != 0 {
		number = round.Number()
	}
	body = binary.AppendUvarint(body, uint64(number))
	body = binary.AppendUvarint(body, uint64(len(record)))
	return append(body, record...)
}

// logRow is one row of a room's log.
type logRow struct {
	seq, last int64
	at        games.Moment
	body      []byte
}

// split gives the row's records to yield, each with its round's number.
func (l logRow) split(yield func(number int64, r rooms.Record)) error {
	b := l.body
	if len(b) == 0 || b[0] != frameVersion {
		return errBadFrame
	}
	b = b[1:]
	for seq := l.seq; seq <= l.last; seq++ {
		number, w := binary.Uvarint(b)
		if w <= 0 {
			return errBadFrame
		}
		b = b[w:]
		n, w := binary.Uvarint(b)
		if w <= 0 || n > uint64(len(b)-w) {
			return errBadFrame
		}
		yield(int64(number), rooms.Record{Seq: seq, At: l.at, Body: b[w : w+int(n) : w+int(n)]})
		b = b[w+int(n):]
	}
	if len(b) != 0 {
		return errBadFrame
	}
	return nil
}

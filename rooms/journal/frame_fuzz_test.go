package journal

import (
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rooms"
)

// A log row's body gives as many records as its row says, all of them parts of
// it, or an error.
func FuzzSplitFrames(f *testing.F) {
	two := appendFrame(appendFrame(nil, games.RoomID(3).Round(1), []byte(`{"v":1}`)), 0, nil)
	f.Add(int64(10), int64(11), two)
	f.Add(int64(1), int64(1), []byte{frameVersion, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Add(int64(5), int64(4), []byte{frameVersion})
	f.Add(int64(-1<<63), int64(1<<62), two)
	f.Fuzz(func(t *testing.T, seq, last int64, body []byte) {
		var count, size int64
		err := logRow{seq: seq, last: last, at: 5, body: body}.split(func(_ int64, r rooms.Record) {
			require.Equal(t, seq+count, r.Seq)
			count++
			size += int64(len(r.Body))
			require.Equal(t, len(r.Body), cap(r.Body), "nothing behind a record can be written over")
		})
		require.LessOrEqual(t, size+2*count, int64(len(body)))
		if err == nil && seq <= last {
			require.Equal(t, last-seq+1, count)
		}
	})
}

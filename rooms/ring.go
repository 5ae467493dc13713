package rooms

// frameRing keeps the newest frames of one stream, bounded by count and bytes,
// for those who come back: whoever missed more gets a snapshot.
type frameRing struct {
	last     int64 // number of the newest frame; the next one is last+1
	frames   [][]byte
	bytes    int
	countMax int
	bytesMax int
}

// add appends the frame with the number last+1.
func (r *frameRing) add(frame []byte) {
	r.last++
	r.frames = append(r.frames, frame)
	r.bytes += len(frame)
	for len(r.frames) > r.countMax || r.bytes > r.bytesMax && len(r.frames) > 0 {
		r.bytes -= len(r.frames[0])
		r.frames[0] = nil
		r.frames = r.frames[1:]
	}
}

// since returns the frames after number n; false: some of them are gone, or n
// was never reached.
func (r *frameRing) since(n int64) ([][]byte, bool) {
	missed := r.last - n
	if missed < 0 || missed > int64(len(r.frames)) {
		return nil, false
	}
	return r.frames[len(r.frames)-int(missed):], true
}

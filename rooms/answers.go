package rooms

import "croupier/server/wire"

// answersMax is how many verdicts a room remembers: enough for the bets of a
// full table's round and the next, about 2 MB. Older ones are the journal's to
// tell; forgetting one costs a look-up, nothing else.
const answersMax = 16384

// answers remembers the newest verdicts, so that copies and inquiries after a
// reconnect are answered without the database.
type answers struct {
	by   map[betKey]answered
	ring []betKey
	at   int
}

type answered struct {
	verdict   wire.Verdict
	hash      [32]byte
	byInquiry bool // the request is not known: only the journal can compare hashes
	anyHash   bool // withdrawn: whatever was asked
}

func newAnswers() answers { return answers{by: map[betKey]answered{}} }

func (a *answers) get(key betKey) (answered, bool) {
	was, ok := a.by[key]
	return was, ok
}

func (a *answers) put(key betKey, one answered) {
	if _, ok := a.by[key]; ok {
		return
	}
	if len(a.ring) < answersMax {
		a.ring = append(a.ring, key)
	} else {
		delete(a.by, a.ring[a.at])
		a.ring[a.at] = key
		a.at = (a.at + 1) % answersMax
	}
	a.by[key] = one
}

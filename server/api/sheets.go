package api

import (
	"sync"

	"croupier/games"
)

// sheets keeps what rules have made of options. Both are for ever the same (G48), so
// that a sheet is made once: some take a tenth of a second of reckoning, and anyone
// may ask for them.
type sheets struct {
	mu sync.Mutex
	of map[sheetKey]func() ([]byte, error)
}

type sheetKey struct {
	game    string
	version int
	options string
}

// sheetsMax bounds how many are kept: rooms of the same options share one. Past it all
// are forgotten and made again when they are asked for.
const sheetsMax = 256

// sheet is what the rules say of the options. The caller changes nothing of it.
func (s *sheets) sheet(rules games.Rules, options []byte) ([]byte, error) {
	game, version := rules.ID()
	key := sheetKey{game, version, string(options)}
	s.mu.Lock()
	told, ok := s.of[key]
	if !ok {
		if s.of == nil || len(s.of) >= sheetsMax {
			s.of = map[sheetKey]func() ([]byte, error){}
		}
		told = sync.OnceValues(func() ([]byte, error) { return rules.Sheet([]byte(key.options)) })
		s.of[key] = told
	}
	s.mu.Unlock()
	return told() // those who ask for the same at once wait for one; others do not
}

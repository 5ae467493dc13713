package rooms

import (
	"fmt"

	"croupier/games"
)

// Registry holds every set of rules that this build knows, by game and version;
// old versions stay, since rounds are replayed by the rules they were played by
// (G48). Add first, then share: it is not changed afterwards.
type Registry struct {
	all map[rulesKey]ruleSet
}

type rulesKey struct {
	game    string
	version int
}

type ruleSet struct {
	games.Rules
	version int
	codec   *games.Codec
}

// NewRegistry makes a registry of some rules. It panics where a game and version
// stand twice.
func NewRegistry(rules ...games.Rules) *Registry {
	r := &Registry{all: map[rulesKey]ruleSet{}}
	for _, one := range rules {
		game, version := one.ID()
		key := rulesKey{game, version}
		if _, ok := r.all[key]; ok {
			panic(fmt.Sprintf("rooms: rules %s %d are listed twice", game, version))
		}
		r.all[key] = ruleSet{one, version, games.NewCodec(one.Types())}
	}
	return r
}

// Rules finds a set of rules.
func (r *Registry) Rules(game string, version int) (games.Rules, error) {
	set, err := r.find(game, version)
	return set.Rules, err
}

func (r *Registry) find(game string, version int) (ruleSet, error) {
	set, ok := r.all[rulesKey{game, version}]
	if !ok {
		return ruleSet{}, fmt.Errorf("rooms: no rules %q in version %d", game, version)
	}
	return set, nil
}

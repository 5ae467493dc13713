package players

import (
	"crypto/rand"
	"encoding/binary"
	"strconv"
)

var adjectives = [...]string{"Amber", "Bold", "Brave", "Bright", "Calm", "Clever", "Coral", "Cosy",
	"Daring", "Eager", "Fair", "Fleet", "Gentle", "Golden", "Happy", "Humble", "Jade", "Jolly", "Keen",
	"Kind", "Lucid", "Lunar", "Merry", "Misty", "Noble", "Polar", "Proud", "Quick", "Quiet", "Ruby",
	"Sharp", "Silver", "Solar", "Sunny", "Swift", "Tidy", "Vivid", "Warm", "Witty", "Zesty"}

var animals = [...]string{"Badger", "Bear", "Beaver", "Bison", "Crane", "Deer", "Dove", "Eagle", "Falcon",
	"Ferret", "Finch", "Fox", "Gecko", "Hare", "Hawk", "Heron", "Ibex", "Koala", "Lark", "Lemur", "Lion",
	"Lynx", "Marten", "Mole", "Moose", "Newt", "Otter", "Owl", "Panda", "Puffin", "Raven", "Robin", "Seal",
	"Stork", "Swan", "Tiger", "Toad", "Turtle", "Whale", "Wren"}

// friendlyName makes up a name such as Brave-Otter-4821: 16 million of them,
// and the few that collide are made up again.
func friendlyName() string {
	var b [8]byte
	rand.Read(b[:]) // never fails: it ends the program instead
	// A name is no outcome: the slight bias of the remainder harms nobody.
	n := binary.BigEndian.Uint64(b[:])
	adjective := adjectives[n%uint64(len(adjectives))]
	n /= uint64(len(adjectives))
	animal := animals[n%uint64(len(animals))]
	n /= uint64(len(animals))
	return adjective + "-" + animal + "-" + strconv.FormatUint(1000+n%9000, 10)
}

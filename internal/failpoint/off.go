//go:build !failpoints

package failpoint

// On says that places can be armed; guards what only a place needs to know.
const On = false

// Hit passes a place.
func Hit(Place) {}

package players

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

// The length of a password, in characters (D10). The upper bound keeps one
// request from hashing megabytes.
const (
	passwordMin = 8
	passwordMax = 128
)

// What guessers try first, of eight characters and more, in lower case.
//
//go:embed common.txt
var commonText string

var commonPasswords = sync.OnceValue(func() map[string]struct{} {
	set := map[string]struct{}{}
	for line := range strings.Lines(commonText) {
		set[strings.TrimSpace(line)] = struct{}{}
	}
	return set
})

// checkPassword says why a password cannot be taken. No rule asks for signs or
// digits: length and the list do more (ASVS 5.0 6.2.5).
func checkPassword(password, name string) error {
	n := utf8.RuneCountInString(password)
	if n < passwordMin || n > passwordMax || !utf8.ValidString(password) {
		return ErrBadPassword
	}
	if nameKey(password) == nameKey(name) {
		return ErrBadPassword
	}
	if _, common := commonPasswords()[strings.ToLower(password)]; common {
		return ErrCommonPassword
	}
	return nil
}

package players

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// BotPrefix begins the name of everyone that plays by itself. Its sign and its
// space are no letters, so that no person can take such a name (P22).
const BotPrefix = "🤖 "

// The length of a name, in characters.
const (
	nameMin = 3
	nameMax = 20
)

// reserved are names by which a person could pass for the house.
var reserved = []string{"admin", "administrator", "croupier", "dealer", "house", "moderator",
	"operator", "root", "staff", "support", "system"}

// cleanName is the name as it is shown, or why it cannot be taken.
func cleanName(raw string) (string, error) {
	if len(raw) > 8*nameMax || !utf8.ValidString(raw) {
		return "", ErrBadName
	}
	name := norm.NFKC.String(strings.TrimSpace(raw))
	runes := []rune(name)
	if len(runes) < nameMin || len(runes) > nameMax {
		return "", ErrBadName
	}
	for i, r := range runes {
		inside := i > 0 && i < len(runes)-1
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Nd, r) && !(inside && strings.ContainsRune("-_.", r)) {
			return "", ErrBadName
		}
	}
	if !oneScript(runes) {
		return "", ErrBadName
	}
	if slices.Contains(reserved, nameKey(name)) {
		return "", ErrReservedName
	}
	return name, nil
}

// nameKey is equal for names that differ in case only.
func nameKey(name string) string {
	// A caser has state: one for each call.
	return norm.NFKC.String(cases.Fold().String(norm.NFKC.String(strings.TrimSpace(name))))
}

// oneScript refuses names that mix alphabets: "аlice" with a Cyrillic а would
// pass for alice. Chinese, Japanese and Korean are written in several at once.
func oneScript(runes []rune) bool {
	found := ""
	for _, r := range runes {
		if !unicode.IsLetter(r) {
			continue
		}
		script := scriptOf(r)
		if found == "" {
			found = script
		}
		if script != found {
			return false
		}
	}
	return true
}

func scriptOf(r rune) string {
	if r < unicode.MaxASCII {
		return "Latin"
	}
	for name, table := range unicode.Scripts {
		if !unicode.Is(table, r) {
			continue
		}
		switch name {
		case "Han", "Hiragana", "Katakana", "Hangul", "Bopomofo", "Common", "Inherited":
			return "CJK" // Common letters here are the long vowel sign and its like
		}
		return name
	}
	return ""
}

//go:build !linux

package embedded

func namespaceWays() []way { return nil }

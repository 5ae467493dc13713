//go:build !mutants

package journal

// ackBeforeCommit is a planted bug that the kill tests must catch (B16). It
// exists in builds with the tag "mutants" only.
const ackBeforeCommit = false

// slowCommit is the time between that answer and the COMMIT.
func slowCommit() {}

//go:build mutants

package journal

import "os"

// ackBeforeCommit answers entries before their COMMIT is sent, if
// CROUPIER_MUTANT=ack_before_commit: the kill tests must catch it (B16).
var ackBeforeCommit = os.Getenv("CROUPIER_MUTANT") == "ack_before_commit"

//go:build mutants

package journal

import (
	"os"
	"time"
)

// ackBeforeCommit answers entries before their COMMIT is sent, if
// CROUPIER_MUTANT=ack_before_commit: the kill tests must catch it (B16).
var ackBeforeCommit = os.Getenv("CROUPIER_MUTANT") == "ack_before_commit"

// slowCommit is a disk that takes its time: on a quick one the window between
// the early answer and the COMMIT is so short that ten kills may all miss it.
func slowCommit() { time.Sleep(20 * time.Millisecond) }

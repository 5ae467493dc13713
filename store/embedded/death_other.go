//go:build !linux

package embedded

import (
	"os/exec"
	"syscall"
)

const kernelWatches = false

// parentDeath is the signal that a child gets when we die without stopping it;
// where the kernel cannot send it, the watcher does.
type parentDeath syscall.Signal

func (parentDeath) prepare(*exec.Cmd) {}

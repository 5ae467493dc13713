package embedded

import (
	"os/exec"
	"syscall"
)

const kernelWatches = true

// parentDeath is the signal that a child gets when we die without stopping it.
type parentDeath syscall.Signal

// prepare asks the kernel for it.
func (d parentDeath) prepare(cmd *exec.Cmd) { cmd.SysProcAttr.Pdeathsig = syscall.Signal(d) }

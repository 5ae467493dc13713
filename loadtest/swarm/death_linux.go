package swarm

import "syscall"

// dieWithParent has the kernel kill a process when the one that started it ends,
// however it does: a test that is killed leaves no servers behind.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }

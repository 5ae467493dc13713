//go:build !linux

package swarm

import "syscall"

func dieWithParent(*syscall.SysProcAttr) {}

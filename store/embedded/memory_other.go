//go:build !linux

package embedded

import "golang.org/x/sys/unix"

// memoryBytes is the memory that this machine has; 0 if it cannot be known.
func memoryBytes() uint64 {
	total, err := unix.SysctlUint64("hw.memsize")
	if err != nil {
		return 0
	}
	return total
}

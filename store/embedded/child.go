package embedded

import (
	"os"
	"os/exec"
	"runtime"
)

// child is a running program that has an owner waiting for it.
type child struct {
	process *os.Process
	done    chan struct{} // closed when it has ended
	err     error         // of its end; read after done
}

// startChild starts a program that dies with us. It is started, and waited for,
// by one goroutine that keeps its thread for life: Linux sends the parent-death
// signal when the *thread* that created the child ends.
func startChild(cmd *exec.Cmd, onDeath parentDeath) (*child, error) {
	c := &child{done: make(chan struct{})}
	started := make(chan error, 1)
	onDeath.prepare(cmd)
	go func() {
		runtime.LockOSThread() // never unlocked
		err := cmd.Start()
		c.process = cmd.Process
		started <- err
		if err == nil {
			c.err = cmd.Wait()
			close(c.done)
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return c, nil
}

// ended says whether the program has ended.
func (c *child) ended() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

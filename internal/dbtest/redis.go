package dbtest

import (
	"bytes"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// redisStartMax bounds the start of a Redis, on a machine with others at work.
const redisStartMax = 20 * time.Second

// Redis starts a Redis server for this test alone and returns its URL, for
// tests that must hold on the real one. It speaks on a socket in a folder of the
// test, keeps nothing, and ends with the test. Where no redis-server is
// installed the test is skipped, in a line that says so.
func Redis(t testing.TB) (url string) {
	t.Helper()
	url, start := RedisServer(t)
	start()
	return url
}

// RedisServer is Redis for tests that stop and start it: the server is not
// started yet; start starts it and returns what kills it, and may be called
// again after that.
func RedisServer(t testing.TB) (url string, start func() (kill func())) {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("skipped: there is no redis-server on this machine (Debian: apt install redis-server)")
	}
	dir := t.TempDir()
	socket := filepath.Join(dir, "redis.sock")
	return "unix://" + socket, func() func() {
		t.Helper()
		return startRedis(t, program, dir, socket)
	}
}

func startRedis(t testing.TB, program, dir, socket string) (kill func()) {
	t.Helper()
	var said bytes.Buffer
	// A shell stands between: it ends the server when our pipe ends, however this
	// process does.
	const run = `exec 3<&0 </dev/null; "$@" & pid=$!; (cat >/dev/null; kill -9 $pid 2>/dev/null) <&3 & wait $pid`
	cmd := exec.Command("/bin/sh", "-c", run, "sh", program,
		"--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", dir)
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = time.Second
	pipe, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatalf("dbtest: redis: %v", err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	kill = func() {
		_ = pipe.Close()
		<-ended
	}
	t.Cleanup(kill)
	if err := pingRedis(socket, ended); err != nil {
		kill()
		t.Fatalf("dbtest: redis: %v\n%s", err, said.String())
	}
	return kill
}

// pingRedis waits until the server answers.
func pingRedis(socket string, ended <-chan struct{}) error {
	deadline := time.Now().Add(redisStartMax)
	for {
		err := pingOnce(socket)
		if err == nil {
			return nil
		}
		select {
		case <-ended:
			return fmt.Errorf("it ended: %w", err)
		case <-time.After(10 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return err
		}
	}
}

func pingOnce(socket string) error {
	c, err := net.DialTimeout("unix", socket, time.Second)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	if err := c.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return err
	}
	if _, err := c.Write([]byte("PING\r\n")); err != nil {
		return err
	}
	answer := make([]byte, 5)
	if _, err := c.Read(answer); err != nil {
		return err
	}
	if string(answer) != "+PONG" {
		return fmt.Errorf("it says %q", answer)
	}
	return nil
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"
)

// usage is what was used up to a moment.
type usage struct {
	at   time.Time
	own  time.Duration // CPU of this process
	pg   time.Duration // CPU of all of PostgreSQL
	wal  int64         // bytes written ahead
	disk int64         // bytes of the database
}

// minus is what was used since.
func (u usage) minus(v usage) usage {
	return usage{own: u.own - v.own, pg: u.pg - v.pg, wal: u.wal - v.wal, disk: u.disk - v.disk}
}

// used reads the meters. Disk is read apart (diskBytes): it takes a moment.
func (s *server) used(ctx context.Context) (u usage, err error) {
	if err := s.db.App.QueryRow(ctx, `select pg_current_wal_insert_lsn()-'0/0'::pg_lsn`).Scan(&u.wal); err != nil {
		return u, err
	}
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return u, err
	}
	u.own = time.Duration(own.Utime.Nano() + own.Stime.Nano())
	u.pg, err = treeCPU(s.pid)
	u.at = time.Now()
	return u, err
}

func (h *house) diskBytes(ctx context.Context) (n int64, err error) {
	err = h.db.App.QueryRow(ctx, `select pg_database_size(current_database())`).Scan(&n)
	return n, err
}

// tick is the unit of /proc's times: USER_HZ, which is 100 on every Linux.
const tick = 10 * time.Millisecond

// treeCPU is the user and system time of a process, of its children, and of
// those of them that have ended.
func treeCPU(pid int) (time.Duration, error) {
	own, ended, _, err := procTimes(pid)
	if err != nil {
		return 0, err
	}
	sum := own + ended
	children, err := childrenOf(pid)
	for _, child := range children {
		id, _ := strconv.Atoi(child)                         // a name from /proc that was a number before
		if own, ended, _, err := procTimes(id); err == nil { // it may have ended meanwhile
			sum += own + ended
		}
	}
	return sum, err
}

// procTimes reads /proc/PID/stat: the times of the process, of its children that
// were waited for, and its parent.
func procTimes(pid int) (own, ended time.Duration, parent int, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, 0, err
	}
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:]) // the name before may hold anything
	if len(fields) < 15 {
		return 0, 0, 0, fmt.Errorf("/proc/%d/stat has %d fields", pid, len(fields))
	}
	number := func(i int) time.Duration {
		n, _ := strconv.ParseInt(string(fields[i]), 10, 64)
		return time.Duration(n)
	}
	return tick * (number(11) + number(12)), tick * (number(13) + number(14)), int(number(1)), nil
}

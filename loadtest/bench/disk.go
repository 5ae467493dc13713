package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// syncBytes is what a small commit writes: a page of the log ahead.
const syncBytes = 8 << 10

// syncAreaBytes is written over again and again, as PostgreSQL does with its
// recycled segments: no sync has to write down that a file grew.
const syncAreaBytes = 16 << 20

// measureDisk times fdatasync of 8 kB on the disk of the database.
func (b *bench) measureDisk(ctx context.Context, round int) (err error) {
	f, err := os.Create(filepath.Join(b.server.dir, "sync"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	if _, err := f.Write(make([]byte, syncAreaBytes)); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	times := newTimes()
	page := make([]byte, syncBytes)
	for i := range b.plan.syncs {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		page[0] = byte(i)
		if _, err := f.WriteAt(page, int64(i)*syncBytes%syncAreaBytes); err != nil {
			return err
		}
		began := time.Now()
		if err := unix.Fdatasync(int(f.Fd())); err != nil {
			return err
		}
		times.add(time.Since(began))
	}
	b.figures.add("disk.p50_ms", "fdatasync of 8 kB, p50", "ms", times.ms(50))
	b.figures.add("disk.p99_ms", "fdatasync of 8 kB, p99", "ms", times.ms(99))
	return nil
}

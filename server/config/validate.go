package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Bounds. A lease below the least would be lost to a pause of the garbage
// collector or a slow commit; above the most, tables stand still for that long
// when a node dies.
const (
	leaseMin     = 500 * time.Millisecond
	leaseMax     = time.Minute
	drainMost    = 10 * time.Minute
	checkLeast   = time.Second
	checkMost    = 24 * time.Hour
	poolMin      = 4 // two batches, the settlements, and somebody else
	poolMost     = 1000
	journalLeast = 64
	journalMost  = 1 << 20
)

// Validate says what is wrong, one line per value, nil if nothing is. It looks
// at files and folders that are named, and connects to nothing. kong calls it.
func (s *Serve) Validate() error {
	return errors.Join(
		s.validateListen(),
		s.validateOrigins(),
		s.validateFolders(),
		serverURL("--database-url (DATABASE_URL)", s.DatabaseURL, "postgres", "postgresql"),
		serverURL("--redis-url (REDIS_URL)", s.RedisURL, "redis", "rediss", "unix"),
		s.validateDemo(),
		within("--lease (CROUPIER_LEASE)", s.Lease, leaseMin, leaseMax),
		within("--check-every (CROUPIER_CHECK_EVERY)", s.CheckEvery, checkLeast, checkMost),
		within("--drain-max (CROUPIER_DRAIN_MAX)", s.DrainMax, 0, drainMost),
		within("--journal-queue (CROUPIER_JOURNAL_QUEUE)", s.JournalQueue, journalLeast, journalMost),
		within("--pool-max (CROUPIER_POOL_MAX)", s.PoolMax, poolMin, poolMost),
		oneOf("--log-level (CROUPIER_LOG_LEVEL)", s.LogLevel, "trace", "debug", "info", "warn", "error"),
		oneOf("--log-format (CROUPIER_LOG_FORMAT)", s.LogFormat, "auto", "json", "console"),
	)
}

func (s *Serve) validateListen() error {
	_, port, err := net.SplitHostPort(s.Listen)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return fmt.Errorf("--listen (CROUPIER_LISTEN): %q is no host:port, such as 127.0.0.1:8080", s.Listen)
	}
	return nil
}

func (s *Serve) validateOrigins() error {
	var errs []error
	for _, o := range s.Origins {
		u, err := url.Parse(o)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || o != u.Scheme+"://"+u.Host {
			errs = append(errs, fmt.Errorf("--origins (CROUPIER_ORIGINS): %q is no origin, such as https://play.example.com", o))
		}
	}
	return errors.Join(errs...)
}

func (s *Serve) validateFolders() error {
	var errs []error
	if s.Data == "" {
		errs = append(errs, errors.New("--data (CROUPIER_DATA): a folder must be named"))
	}
	if s.PGBin != "" {
		if fi, err := os.Stat(filepath.Join(s.PGBin, "postgres")); err != nil || fi.IsDir() {
			errs = append(errs, fmt.Errorf("--pg-bin (CROUPIER_PG_BIN): there is no program postgres in %s", s.PGBin))
		}
	}
	for name, path := range map[string]string{"--data (CROUPIER_DATA)": s.Data, "--keyring (CROUPIER_KEYRING)": s.Keyring,
		"--machines (CROUPIER_MACHINES)": s.Machines} {
		if fi, err := os.Stat(path); err == nil && !fi.IsDir() {
			errs = append(errs, fmt.Errorf("%s: %s is no folder", name, path))
		}
	}
	if s.Tables != "" {
		if fi, err := os.Stat(s.Tables); err != nil || fi.IsDir() {
			errs = append(errs, fmt.Errorf("--tables (CROUPIER_TABLES): there is no file %s", s.Tables))
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}

func (s *Serve) validateDemo() error {
	if err := oneOf("--demo (CROUPIER_DEMO)", s.Demo, DemoAuto, DemoOn, DemoOff, DemoForce); err != nil {
		return err
	}
	switch {
	case s.Demo != DemoOn || s.demoHarmless():
		return nil
	case !s.Embedded():
		return errors.New("--demo (CROUPIER_DEMO): with DATABASE_URL the demo must be meant: --demo=force hands out play money in that database")
	}
	return fmt.Errorf("--demo (CROUPIER_DEMO): others can reach %s, so the demo must be meant: --demo=force lets anyone there make funded players", s.Listen)
}

// serverURL checks a server's address without repeating it: it may hold a
// password.
func serverURL(name, value string, schemes ...string) error {
	if value == "" {
		return nil
	}
	u, err := url.Parse(value)
	if err != nil || !slices.Contains(schemes, u.Scheme) {
		return fmt.Errorf("%s: this is no URL that begins with %s", name, or(schemes, "://"))
	}
	return nil
}

func within[T int | time.Duration](name string, value, least, most T) error {
	if value < least || value > most {
		return fmt.Errorf("%s: %v is not between %v and %v", name, value, least, most)
	}
	return nil
}

func oneOf(name, value string, known ...string) error {
	if slices.Contains(known, value) {
		return nil
	}
	return fmt.Errorf("%s: %q is none of %s", name, value, strings.Join(known, ", "))
}

func or(words []string, suffix string) string {
	return strings.Join(words, suffix+" or ") + suffix
}

package config

import (
	"net"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Store is where the durable state lies; every command that reads it takes
// these.
type Store struct {
	Data        string `default:"./data" env:"CROUPIER_DATA" placeholder:"FOLDER" help:"Folder of the embedded database and the keys (${default})."`
	Keyring     string `env:"CROUPIER_KEYRING" placeholder:"FOLDER" help:"Folder of the keys that seal outcomes (keys in the data folder)."`
	DatabaseURL string `name:"database-url" env:"DATABASE_URL" placeholder:"URL" help:"PostgreSQL to use instead of the embedded one: the owner's connection string."`
	Machines    string `env:"CROUPIER_MACHINES" placeholder:"FOLDER" help:"Folder of machines, one file each, beside those that are built in (machines in the data folder)."`
	PGBin       string `name:"pg-bin" env:"CROUPIER_PG_BIN" placeholder:"FOLDER" help:"Folder of PostgreSQL's programs, for the embedded database."`
}

// Serve is the configuration of `croupier serve`, read by kong. The zero value
// is not usable; kong fills in the defaults.
type Serve struct {
	Listen  string   `default:"127.0.0.1:8080" env:"CROUPIER_LISTEN" placeholder:"HOST:PORT" help:"Address to listen on (${default})."`
	Origins []string `env:"CROUPIER_ORIGINS" sep:"," placeholder:"URL" help:"Origins of pages, other than our own, that may connect."`

	Store
	RedisURL string `name:"redis-url" env:"REDIS_URL" placeholder:"URL" help:"Redis to use instead of the embedded one."`

	Demo   string `default:"auto" env:"CROUPIER_DEMO" placeholder:"WHEN" help:"Demo people, tables and top-ups: auto (with the embedded database and a loopback address), on, off, or force (anywhere)."`
	Tables string `env:"CROUPIER_TABLES" placeholder:"FILE" help:"File of the tables to open, instead of the built-in ones."`

	Lease    time.Duration `default:"2s" env:"CROUPIER_LEASE" help:"After this long without a sign of life, another node takes the rooms over (${default})."`
	DrainMax time.Duration `name:"drain-max" default:"10s" env:"CROUPIER_DRAIN_MAX" help:"How long a stopping server waits for its rounds (${default}); what has not ended goes on at the next start."`

	CheckEvery time.Duration `name:"check-every" default:"1m" env:"CROUPIER_CHECK_EVERY" help:"How often the books are verified while the server runs (${default})."`

	// Sizes. The journal answers "busy" when its queue is full.
	JournalQueue int `name:"journal-queue" default:"32768" env:"CROUPIER_JOURNAL_QUEUE" placeholder:"N" help:"Steps that may wait for the database (${default})."`
	PoolMax      int `name:"pool-max" default:"16" env:"CROUPIER_POOL_MAX" placeholder:"N" help:"Connections to the database (${default})."`

	LogLevel  string `name:"log-level" default:"info" env:"CROUPIER_LOG_LEVEL" placeholder:"LEVEL" help:"trace, debug, info, warn or error (${default})."`
	LogFormat string `name:"log-format" default:"auto" env:"CROUPIER_LOG_FORMAT" placeholder:"FORMAT" help:"json, console, or auto: console at a terminal (${default})."`
}

// The values of Demo.
const (
	DemoAuto  = "auto"
	DemoOn    = "on"
	DemoOff   = "off"
	DemoForce = "force"
)

// MachinesFolder is where the operator's machines lie; it need not be there.
func (s *Store) MachinesFolder() string {
	if s.Machines != "" {
		return s.Machines
	}
	return filepath.Join(s.Data, "machines")
}

// Embedded says whether the database is our own child process.
func (s *Store) Embedded() bool { return s.DatabaseURL == "" }

// DemoOn says whether the demo is open: its people, and its door that hands out
// funded players. By default only where nobody but this machine can reach it,
// and nothing but play can be behind it.
func (s *Serve) DemoOn() bool {
	switch s.Demo {
	case DemoForce:
		return true
	case DemoOn, DemoAuto:
		return s.demoHarmless()
	}
	return false
}

func (s *Serve) demoHarmless() bool { return s.Embedded() && s.Loopback() }

// Loopback says whether the address can be reached from this machine only.
func (s *Serve) Loopback() bool {
	host, _, err := net.SplitHostPort(s.Listen)
	if err != nil {
		return false
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// AllowedOrigins are the origins whose pages may connect: those that were named
// and the server's own addresses at the port that it listens on.
func (s *Serve) AllowedOrigins(port string) []string {
	hosts := []string{"127.0.0.1", "localhost"}
	host, _, _ := net.SplitHostPort(s.Listen) // Validate has looked at it
	if addr, err := netip.ParseAddr(host); host != "" && !slices.Contains(hosts, host) && (err != nil || !addr.IsUnspecified()) {
		hosts = append(hosts, host)
	}
	allowed := slices.Clone(s.Origins)
	for _, h := range hosts {
		allowed = append(allowed, "http://"+net.JoinHostPort(h, port))
	}
	return allowed
}

package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/rs/zerolog"

	"croupier/server/app"
	"croupier/server/config"
)

type serveCommand struct {
	config.Serve
}

// Run serves until a signal, then drains. What it cannot begin with is an error
// for exit code 2.
func (c *serveCommand) Run(ctx context.Context, out io.Writer) error {
	say := func(line string) { _, _ = fmt.Fprintln(out, line) } // nowhere else to say it
	log, err := logger(c.LogLevel, c.LogFormat)
	if err != nil {
		return err
	}
	app.TuneHeap()
	s, err := app.New(ctx, c.Serve, app.Build{Version: version}, log, say)
	if err != nil {
		return err
	}
	for _, line := range s.Greeting() {
		say(line)
	}
	return s.Run(ctx)
}

// logger writes to standard error: lines for people at a terminal, else JSON.
func logger(level, format string) (zerolog.Logger, error) {
	at, err := zerolog.ParseLevel(level)
	if err != nil {
		return zerolog.Nop(), fmt.Errorf("--log-level: %w", err)
	}
	zerolog.TimeFieldFormat = "2006-01-02T15:04:05.000Z07:00" // milliseconds, as on the rooms' logs
	var to io.Writer = os.Stderr
	if format == "console" || (format == "auto" && terminal(os.Stderr)) {
		to = zerolog.ConsoleWriter{Out: os.Stderr, TimeFormat: "15:04:05.000"}
	}
	return zerolog.New(to).Level(at).With().Timestamp().Logger(), nil
}

func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

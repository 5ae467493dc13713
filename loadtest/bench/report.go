package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// report prints every figure, and writes the files that were asked for.
func (b *bench) report(out io.Writer) error {
	fmt.Fprintln(out)
	for _, f := range b.figures.list {
		fmt.Fprintf(out, "%-70s %12s %-8s (%s to %s)\n", f.What, number(f.Median), f.Unit, number(f.Min), number(f.Max))
	}
	if b.flags.JSON == "" {
		return nil
	}
	text, err := json.MarshalIndent(b.figures.list, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(b.flags.JSON, append(text, '\n'), 0o644)
}

// number is a figure with as many digits as it deserves.
func number(v float64) string {
	switch {
	case v >= 1000:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

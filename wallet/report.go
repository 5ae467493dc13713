package wallet

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// WriteText writes the report for people.
func (r *Report) WriteText(w io.Writer) error {
	c := r.Counts
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintf(t, "ledger at %s, read in %d ms\n", r.At.UTC().Format("2006-01-02 15:04:05.000Z"), r.TookMs)
	fmt.Fprintf(t, "%d transfers, %d accounts, %d rooms, %d rounds, %d bets, %d log rows, %d plays\n\n",
		c.Transfers, c.Accounts, c.Rooms, c.Rounds, c.Bets, c.LogRows, c.Plays)
	if c.Archived > 0 {
		fmt.Fprintf(t, "%d older bets are archived, and not looked at\n\n", c.Archived)
	}
	if r.OpenFrom > 0 {
		fmt.Fprintf(t, "lines before %d were taken from the closed sums (--full reads them again)\n\n", r.OpenFrom)
	}
	for _, total := range r.Totals {
		fmt.Fprintf(t, "%s\t%s\t%d accounts\t%d minor units\n", total.Currency, total.Kind, total.Accounts, total.Sum)
	}
	fmt.Fprintln(t)
	for _, check := range r.Checks {
		found := 0
		for _, f := range r.Findings {
			if f.Check == check {
				found++
			}
		}
		mark := "ok"
		if found > 0 {
			mark = "WRONG"
		}
		fmt.Fprintf(t, "%s\t%s\n", mark, check)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(t, "\n%s: %s: %s", f.Check, f.Subject, f.Detail)
	}
	if !r.OK() {
		fmt.Fprintln(t)
	}
	return t.Flush()
}

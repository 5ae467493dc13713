package main

import (
	"flag"
	"fmt"
	"os"
	"runtime/pprof"
	"time"
)

// actUs is the mean pause of a player between two acts.
const actUs = 500_000

func main() {
	seeds := flag.Int("seeds", 100, "how many seeds")
	faults := flag.Int("faults", 20, "how many faults land in each")
	from := flag.Uint64("from", 1, "the first seed")
	plant := flag.String("plant", "", "a bug to find: fence or redraw")
	sheet := flag.String("sheet", "", "write a result sheet to this file")
	profile := flag.String("profile", "", "write a CPU profile to this file")
	flag.Parse()
	if *profile != "" {
		f, err := os.Create(*profile)
		if err == nil {
			err = pprof.StartCPUProfile(f)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		code := play(*seeds, *faults, *from, Plant(*plant), *sheet)
		pprof.StopCPUProfile()
		os.Exit(code)
	}
	os.Exit(play(*seeds, *faults, *from, Plant(*plant), *sheet))
}

func play(seeds, faults int, from uint64, plant Plant, sheet string) int {
	keys, err := os.MkdirTemp("", "croupier-sim-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	defer func() { _ = os.RemoveAll(keys) }()
	began := time.Now()
	total := newTally()
	for seed := from; seed < from+uint64(seeds); seed++ {
		r, err := run(config{Seed: seed, Faults: faults, Keys: keys, ActUs: actUs, Plant: plant})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 2
		}
		total.add(r)
		if len(r.Wrong) > 0 {
			fmt.Printf("seed %d, digest %x:\n", r.Seed, r.Digest[:8])
			for _, text := range r.Wrong {
				fmt.Println("  " + text)
			}
		}
	}
	text := total.sheet(faults, from, time.Since(began))
	fmt.Print(text)
	if sheet != "" {
		if err := os.WriteFile(sheet, []byte(text), 0o644); err != nil { //nolint:gosec // a sheet is for everyone
			fmt.Fprintln(os.Stderr, err)
			return 2
		}
	}
	if len(total.failed) > 0 {
		return 1
	}
	return 0
}

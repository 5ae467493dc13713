package journal

import (
	"sync"
	"testing"

	"croupier/games"
	"croupier/rooms"
)

// One bet at a time: a whole commit each.
func BenchmarkOneBet(b *testing.B) {
	w := newWorld(b)
	round := w.open(1)
	p := w.rich(1, 1<<40)[0]
	for b.Loop() {
		w.do(w.stake(round, p, 1))
	}
}

// Bets of 10,000 players at 64 tables as fast as the journal takes them: b.N of
// them, in natural batches.
func BenchmarkBets(b *testing.B) {
	w := newWorld(b)
	var rounds []games.RoundID
	for id := games.RoomID(1); id <= 64; id++ {
		rounds = append(rounds, w.open(id))
	}
	players := w.rich(10_000, 1<<40)
	var left sync.WaitGroup
	room := make(chan struct{}, 4096) // in flight
	b.ResetTimer()
	for i := range b.N {
		e := w.stake(rounds[i%64], players[i%10_000], 1)
		left.Add(1)
		room <- struct{}{}
		e.Done = func(v rooms.Verdict) {
			if v.Outcome != rooms.Applied {
				b.Errorf("%d: %v", v.Outcome, v.Err)
			}
			<-room
			left.Done()
		}
		if err := w.j.Submit(e); err != nil {
			b.Fatal(err)
		}
	}
	left.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "bets/s")
}

// The settlement of a round with 10,000 bettors.
func BenchmarkSettle10k(b *testing.B) {
	w := newWorld(b)
	round := w.open(1)
	players := w.rich(10_000, 1<<40)
	for b.Loop() {
		var stakes []*rooms.Entry
		var pays []games.Move
		var plays []rooms.Play
		b.StopTimer()
		for _, p := range players {
			stakes = append(stakes, w.stake(round, p, 1))
			pays = append(pays, pay(p, 2))
			plays = append(plays, rooms.Play{Player: p, Staked: 1, Returned: 2})
		}
		w.await(w.submit(w.j, stakes...))
		w.do(w.closing(round))
		b.StartTimer()
		w.do(w.settle(round, pays, plays...))
		b.StopTimer()
		round = round.Next()
		w.do(w.opening(round))
		b.StartTimer()
	}
}

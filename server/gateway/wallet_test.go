package gateway

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rooms"
	"croupier/server/wire"
	"croupier/wallet/money"
)

func fun(player games.PlayerID, amount money.Amount, version int64) rooms.Balance {
	return rooms.Balance{Player: player, Currency: money.FUN, Amount: amount, Version: version}
}

func TestTwoWindowsAgree(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	one, _ := h.enter(5, fun(5, 1000, 1))
	two, _ := h.enter(5, fun(5, 1000, 1))
	other, _ := h.enter(6, fun(6, 1, 1))
	lands := wallClock{}.Now() + 6000
	h.wallet.Changed(fun(5, 900, 2), 77, lands)
	h.wallet.Changed(fun(5, 1000, 1), 0, 0) // late
	h.wallet.Changed(fun(5, 800, 3), 0, 0)
	h.wallet.Changed(fun(6, 2, 2), 0, 0)
	for _, c := range []*client{one, two} {
		for version, want := range []wire.Wallet{{Balance: 1000}, {Balance: 900, LandsAtMs: int64(lands), Round: 77}, {Balance: 800}} {
			var got wire.Wallet
			c.next(wire.TWallet, &got)
			want.T, want.Currency, want.Kind, want.Version = wire.TWallet, "FUN", "cash", int64(version+1)
			require.Equal(t, want, got)
		}
	}
	for _, balance := range []int64{1, 2} {
		var got wire.Wallet
		other.next(wire.TWallet, &got)
		require.Equal(t, balance, got.Balance)
	}
}

// S11: who comes back is told from memory, also of what changed meanwhile.
func TestReconnectReadsNoDatabase(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	c, w := h.enter(5, fun(5, 1000, 1))
	_ = c.ws.CloseNow()
	require.Eventually(t, func() bool { return h.g.Connections() == 0 }, 5*time.Second, time.Millisecond)
	h.wallet.Changed(fun(5, 700, 2), 0, 0)

	back := h.connect()
	back.hello(wire.Hello{T: wire.THello, VMin: 1, VMax: 1, Resume: w.Resume})
	var got wire.Wallet
	back.next(wire.TWallet, &got)
	require.Equal(t, int64(700), got.Balance)
	require.Zero(t, h.balances.count())
}

type box struct {
	mu     sync.Mutex
	frames []wire.Wallet
}

func (b *box) Send(frame []byte) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	var w wire.Wallet
	if err := json.Unmarshal(frame, &w); err != nil {
		panic(err)
	}
	b.frames = append(b.frames, w)
	return true
}

func (b *box) got() []wire.Wallet {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.frames
}

// While a settlement is landing, a page that joins gets the balance to show and
// the one that comes, with its moment; after it, the newest alone.
func TestBalanceLands(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := NewWallet(wallClock{}, &fakeBalances{}, zerolog.Nop())
		first := &box{}
		w.attach(5, first, []rooms.Balance{fun(5, 1000, 1)})
		lands := wallClock{}.Now() + 6000
		w.Changed(fun(5, 4000, 2), 77, lands)

		during := &box{}
		w.attach(5, during, []rooms.Balance{fun(5, 4000, 2)}) // the ticket's look at the database
		require.Len(t, during.frames, 2)
		require.Equal(t, int64(1000), during.frames[0].Balance)
		require.Zero(t, during.frames[0].LandsAtMs)
		require.Equal(t, int64(4000), during.frames[1].Balance)
		require.Equal(t, int64(lands), during.frames[1].LandsAtMs)
		require.Len(t, first.frames, 2, "nothing new for the other window")

		time.Sleep(6 * time.Second)
		after := &box{}
		w.attach(5, after, nil)
		require.Len(t, after.frames, 1)
		require.Equal(t, int64(4000), after.frames[0].Balance)
	})
}

// B43: balances that nobody brought are read in batches, whatever is wanted
// while one read is under way being the next; a failed read is tried again.
func TestBalancesAreReadTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		source := &fakeBalances{fails: 1}
		w := NewWallet(wallClock{}, source, zerolog.Nop())
		boxes := map[games.PlayerID]*box{}
		for p := games.PlayerID(1); p <= 1200; p++ {
			boxes[p] = &box{}
			w.attach(p, boxes[p], nil)
		}
		w.detach(1200, boxes[1200])
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); w.loadUntil(ctx) }()
		time.Sleep(3 * loadRetry)
		synctest.Wait()
		for p, b := range boxes {
			if p == 1200 {
				require.Empty(t, b.got(), "gone again")
				continue
			}
			require.Len(t, b.got(), 1)
			require.Equal(t, int64(p)*100, b.got()[0].Balance)
		}
		require.LessOrEqual(t, source.count(), 5)
		for _, call := range source.calls {
			require.LessOrEqual(t, len(call), loadMax)
		}
		stop()
		<-ended
	})
}

func TestRecentPlayersAreBounded(t *testing.T) {
	t.Parallel()
	w := NewWallet(wallClock{}, &fakeBalances{}, zerolog.Nop())
	s := w.shard(0)
	s.max = 3
	for i := range games.PlayerID(5) {
		p := i * walletShards // all of one shard
		b := &box{}
		w.attach(p, b, []rooms.Balance{fun(p, 1, 1)})
		w.detach(p, b)
		w.detach(p, b) // twice is once
	}
	require.Len(t, s.holders, 3)
	require.NotContains(t, s.holders, games.PlayerID(0))
	require.Contains(t, s.holders, games.PlayerID(4*walletShards))
	back := &box{}
	w.attach(4*walletShards, back, nil)
	require.Len(t, back.frames, 1)
	require.Equal(t, 2, s.recent.Len())
	w.Changed(fun(99, 1, 1), 0, 0)
	require.NotContains(t, w.shard(99).holders, games.PlayerID(99), "strangers are not kept")
}

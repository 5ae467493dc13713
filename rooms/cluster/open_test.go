package cluster

import (
	"reflect"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

func assertEqual(a, b Presence) bool { return reflect.DeepEqual(a, b) }

func TestEmbedded(t *testing.T) {
	t.Parallel()
	c, err := Open(t.Context(), Config{Node: "only", Every: every})
	require.NoError(t, err)
	defer func() { require.NoError(t, c.Close()) }()
	c.Announce(card(1, 5))
	node, n := seen(t, c, 1)
	require.Equal(t, "only", node, "one's own card is there at once")
	require.Equal(t, 5, n)
	eventually(t, "it went through Redis", func() bool {
		has, err := c.client.HExists(t.Context(), c.keys.own, "card:1").Result()
		require.NoError(t, err)
		return has
	})
	left, err := c.client.PTTL(t.Context(), c.keys.own).Result()
	require.NoError(t, err)
	require.Positive(t, left)
	require.LessOrEqual(t, left, ttlDefault)

	stranger := redis.NewClient(&redis.Options{Addr: c.embedded.Addr(), MaxRetries: -1})
	defer func() { require.NoError(t, stranger.Close()) }()
	require.ErrorContains(t, stranger.Get(t.Context(), "x").Err(), "NOAUTH", "others on this machine are kept out")
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for url, says := range map[string]string{
		"redis://me:hunter2@127.0.0.1:1/0": "Redis at 127.0.0.1:1 does not answer",
		"mysql://me:hunter2@127.0.0.1:1/0": "the address is none of Redis'",
		deaf(t):                            "does not answer",
	} {
		begin := time.Now()
		_, err := Open(t.Context(), Config{URL: url, Node: "a"})
		require.ErrorContains(t, err, says)
		require.NotContains(t, err.Error(), "hunter2")
		require.NotContains(t, err.Error(), "\n")
		require.Less(t, time.Since(begin), 5*time.Second)
	}
	_, err := Open(t.Context(), Config{})
	require.ErrorContains(t, err, "no name")
}

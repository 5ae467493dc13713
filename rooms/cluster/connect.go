package cluster

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"croupier/rng"
)

// connect makes the client, and the server in this process if none is named.
func connect(url string) (*redis.Client, *miniredis.Miniredis, error) {
	if url == "" {
		return connectEmbedded()
	}
	o, err := redis.ParseURL(url)
	if err != nil {
		// Its text may repeat the password.
		return nil, nil, errors.New("cluster: the address is none of Redis', such as redis://host:6379/0")
	}
	return client(o), nil, nil
}

func connectEmbedded() (*redis.Client, *miniredis.Miniredis, error) {
	// Whoever else is on this machine can reach the port.
	password, err := secret()
	if err != nil {
		return nil, nil, fmt.Errorf("cluster: a password for the embedded Redis: %w", err)
	}
	m := miniredis.NewMiniRedis()
	m.RequireAuth(password)
	m.ClockTTL(true) // keys end by the clock and not by hand
	if err := m.StartAddr("127.0.0.1:0"); err != nil {
		return nil, nil, fmt.Errorf("cluster: the embedded Redis: %w", err)
	}
	return client(&redis.Options{Addr: m.Addr(), Password: password}), m, nil
}

func secret() (string, error) {
	entropy, err := rng.OpenEntropy()
	if err != nil {
		return "", err
	}
	seed, err := entropy.Seed()
	return hex.EncodeToString(seed[:]), err
}

// client never repeats by itself and gives up soon: the next write says it all
// again.
func client(o *redis.Options) *redis.Client {
	o.MaxRetries, o.DialerRetries = -1, 1
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout = callMax, callMax, callMax
	o.ContextTimeoutEnabled = true
	o.PoolSize, o.ConnMaxIdleTime = 4, 5*time.Minute // one writes, one reads
	// Redis 7.0 and miniredis know neither.
	o.DisableIdentity = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return redis.NewClient(o)
}

// silent takes the driver's own lines, which it would write to standard error:
// every error reaches us as an error.
type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}

func init() { redis.SetLogger(silent{}) }

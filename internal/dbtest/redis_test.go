package dbtest_test

import (
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/internal/dbtest"
)

func TestRedisStartsAndDies(t *testing.T) {
	t.Parallel()
	url, start := dbtest.RedisServer(t)
	socket := strings.TrimPrefix(url, "unix://")
	for range 2 {
		kill := start()
		c, err := net.Dial("unix", socket)
		require.NoError(t, err)
		kill()
		_, err = c.Read(make([]byte, 1))
		require.Error(t, err, "the connection ends with the server")
		require.NoError(t, c.Close())
		_, err = net.Dial("unix", socket)
		require.Error(t, err)
	}
}

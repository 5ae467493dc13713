package players

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
)

// Argon are the parameters of Argon2id. They are stored with each hash, so
// that they can be raised: a sign-in with a weaker hash replaces it.
type Argon struct {
	MemoryKiB uint32
	Time      uint32
	Threads   uint8
}

// ArgonDefault is OWASP's m=19 MiB t=2 p=1 (D10).
var ArgonDefault = Argon{MemoryKiB: 19 * 1024, Time: 2, Threads: 1}

const (
	saltBytes = 16
	keyBytes  = 32
	// hashWaitersMax bounds who waits for a turn at hashing; the next one gets
	// ErrBusy. With two cores and 30 to 100 ms a hash, the last of 64 waits for
	// one to three seconds.
	hashWaitersMax = 64
)

// hasher hashes passwords, as many at once as there are processors: each takes
// 19 MiB, and a storm of sign-ins must not take the memory of the tables.
type hasher struct {
	params  Argon
	turns   chan struct{}
	waiting atomic.Int64
	dummy   string
	hashed  atomic.Int64 // computed so far
}

func newHasher(params Argon) *hasher {
	h := &hasher{params: params, turns: make(chan struct{}, runtime.GOMAXPROCS(0))}
	h.dummy = encode(params, make([]byte, saltBytes), make([]byte, keyBytes))
	return h
}

// hash makes a new hash of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	salt := make([]byte, saltBytes)
	rand.Read(salt) // never fails: it ends the program instead
	return encode(h.params, salt, h.key(h.params, salt, password)), nil
}

// verify says whether the password made the hash. An empty hash stands for
// nobody's: it takes the same time as any other, and matches nothing (P6).
func (h *hasher) verify(ctx context.Context, hash, password string) (bool, error) {
	known := hash != ""
	if !known {
		hash = h.dummy
	}
	params, salt, key, err := decode(hash)
	if err != nil {
		return false, err
	}
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	same := subtle.ConstantTimeCompare(key, h.key(params, salt, password)) == 1
	return same && known, nil
}

// weak says whether a hash was made with other parameters than today's.
func (h *hasher) weak(hash string) bool {
	params, _, _, err := decode(hash)
	return err == nil && params != h.params
}

func (h *hasher) key(params Argon, salt []byte, password string) []byte {
	h.hashed.Add(1)
	return argon2.IDKey([]byte(password), salt, params.Time, params.MemoryKiB, params.Threads, keyBytes)
}

func (h *hasher) enter(ctx context.Context) error {
	select {
	case h.turns <- struct{}{}:
		return nil
	default:
	}
	defer h.waiting.Add(-1)
	if h.waiting.Add(1) > hashWaitersMax {
		return ErrBusy
	}
	select {
	case h.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *hasher) leave() { <-h.turns }

var b64 = base64.RawStdEncoding.Strict()

// encode writes the usual form, $argon2id$v=19$m=…,t=…,p=…$salt$key.
func encode(p Argon, salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.MemoryKiB, p.Time, p.Threads,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

func decode(hash string) (p Argon, salt, key []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, fmt.Errorf("players: not a hash of this kind")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.MemoryKiB, &p.Time, &p.Threads); err != nil {
		return p, nil, nil, fmt.Errorf("players: parameters of a hash: %w", err)
	}
	if salt, err = b64.DecodeString(parts[4]); err != nil {
		return p, nil, nil, fmt.Errorf("players: salt of a hash: %w", err)
	}
	if key, err = b64.DecodeString(parts[5]); err != nil {
		return p, nil, nil, fmt.Errorf("players: key of a hash: %w", err)
	}
	if p.Time == 0 || p.Threads == 0 || len(key) != keyBytes {
		return p, nil, nil, fmt.Errorf("players: parameters of a hash make no sense")
	}
	return p, salt, key, nil
}

package fairness

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"croupier/games"
	"croupier/rng"
)

// A ciphertext of the keyring:
//
//	version (1) ‖ u32be key id ‖ nonce (12) ‖ AES-256-GCM(plain) with its tag (16)
const (
	boxVersion = 1
	boxHeader  = 1 + 4
)

// ErrSealed says that a ciphertext does not open: it was changed, cut, moved to
// another place, or is of another key.
var ErrSealed = errors.New("fairness: the seal is broken")

// seal encrypts under a key with a fresh nonce; open reads it. what is bound to
// the ciphertext and has to be the same for both.
func seal(entropy *rng.Entropy, k key, plain, what []byte) ([]byte, error) {
	aead, err := newAEAD(k)
	if err != nil {
		return nil, err
	}
	return sealBy(entropy, aead, plain, what)
}

func sealBy(entropy *rng.Entropy, aead cipher.AEAD, plain, what []byte) ([]byte, error) {
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	if err := entropy.Fill(nonce); err != nil {
		return nil, err
	}
	return aead.Seal(nonce, nonce, plain, what), nil
}

func open(k key, sealed, what []byte) ([]byte, error) {
	aead, err := newAEAD(k)
	if err != nil {
		return nil, err
	}
	return openBy(aead, sealed, what)
}

func openBy(aead cipher.AEAD, sealed, what []byte) ([]byte, error) {
	if len(sealed) < aead.NonceSize() {
		return nil, ErrSealed
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], what)
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

func newAEAD(k key) (cipher.AEAD, error) {
	block, err := aes.NewCipher(k[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// what is bound to a ciphertext: a label and numbers, each of fixed width.
func bound(label string, numbers ...int64) []byte {
	b := append(make([]byte, 0, len(label)+8*len(numbers)), label...)
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	return b
}

func wrapLabel(id KeyID) []byte { return bound("croupier.wrap.v1", int64(id)) }

// purpose is what a key is derived for, and bound to.
type purpose struct {
	label   string
	derive  []int64 // these make the key
	numbers []int64 // and these are bound to the ciphertext besides
}

func boxPurpose(round games.RoundID, rules int) purpose {
	return purpose{label: "croupier.box.v1", derive: []int64{int64(round.Room()), int64(round)}, numbers: []int64{int64(rules)}}
}

func bodyPurpose(round games.RoundID, place int64) purpose {
	return purpose{label: "croupier.body.v1", derive: []int64{int64(round.Room()), int64(round)}, numbers: []int64{place}}
}

func canaryPurpose() purpose { return purpose{label: "croupier.canary.v1"} }

// sealWith encrypts under the key that a key of the ring gives for a purpose.
func (k *Keyring) sealWith(id KeyID, ring key, p purpose, plain []byte) ([]byte, error) {
	aead, err := k.aead(id, ring, p)
	if err != nil {
		return nil, err
	}
	header := binary.BigEndian.AppendUint32([]byte{boxVersion}, uint32(id))
	sealed, err := sealBy(k.entropy, aead, plain, p.bind(header))
	if err != nil {
		return nil, err
	}
	return append(header, sealed...), nil
}

// openWith reads what sealWith wrote, whichever key of the ring it was.
func (k *Keyring) openWith(p purpose, box []byte) ([]byte, error) {
	id, err := keyOf(box)
	if err != nil {
		return nil, err
	}
	ring, err := k.opening(id)
	if err != nil {
		return nil, err
	}
	aead, err := k.aead(id, ring, p)
	if err != nil {
		return nil, err
	}
	return openBy(aead, box[boxHeader:], p.bind(box[:boxHeader]))
}

// aeadsMax bounds the ciphers that are kept: a room's round has one, and every
// private body of it is sealed by it. Beyond, all are forgotten and made again.
const aeadsMax = 1024

// aeadName is a key of the ring and what another is derived from it for.
type aeadName struct {
	id     KeyID
	label  string
	derive [2]int64
}

// aead is the cipher of a purpose. To derive it costs more than to seal a bet.
func (k *Keyring) aead(id KeyID, ring key, p purpose) (cipher.AEAD, error) {
	name := aeadName{id: id, label: p.label}
	copy(name.derive[:], p.derive)
	k.mu.RLock()
	found, ok := k.aeads[name]
	k.mu.RUnlock()
	if ok {
		return found, nil
	}
	derived, err := p.key(ring)
	if err != nil {
		return nil, err
	}
	made, err := newAEAD(derived)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.aeads == nil || len(k.aeads) >= aeadsMax {
		k.aeads = map[aeadName]cipher.AEAD{}
	}
	k.aeads[name] = made
	return made, nil
}

// keyOf reads which key a box was sealed with.
func keyOf(box []byte) (KeyID, error) {
	if len(box) < boxHeader || box[0] != boxVersion {
		return 0, ErrSealed
	}
	return KeyID(binary.BigEndian.Uint32(box[1:])), nil
}

func (p purpose) key(ring key) (key, error) {
	derived, err := hkdf.Key(sha256.New, ring[:], nil, string(bound(p.label, p.derive...)), len(key{}))
	if err != nil {
		return key{}, err
	}
	return key(derived), nil
}

func (p purpose) bind(header []byte) []byte {
	return append(append(bound(p.label, p.derive...), bound("", p.numbers...)...), header...)
}

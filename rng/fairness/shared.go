package fairness

import (
	"crypto/hkdf"
	"crypto/sha256"
)

// Shared is a key for another use than sealing, the same on every node that has
// this keyring; label names the use. It changes when the keyring rotates: for
// what lives no longer than minutes, such as tokens.
func (k *Keyring) Shared(label string) ([32]byte, error) {
	_, primary := k.sealing()
	derived, err := hkdf.Key(sha256.New, primary[:], nil, label, len(key{}))
	if err != nil {
		return [32]byte{}, err
	}
	return [32]byte(derived), nil
}

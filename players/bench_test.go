package players

import "testing"

// What a sign-in costs: some tens of milliseconds of one core, and 19 MiB.
func BenchmarkHash(b *testing.B) {
	h := newHasher(ArgonDefault)
	for b.Loop() {
		if _, err := h.hash(b.Context(), "correct horse"); err != nil {
			b.Fatal(err)
		}
	}
}

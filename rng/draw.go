package rng

// Uintn maps words to a uniform number of [0,n) by rejection (G3): a word x is
// discarded if x ≥ 2^64 − (2^64 mod n), so that each remainder is left with the
// same count of words. At most every second word is discarded on the average,
// whatever n is. It panics if n is 0.
func Uintn(words Words, n uint64) uint64 {
	if n == 0 {
		panic("rng: nothing to choose from")
	}
	for {
		x := words.Uint64()
		// 2^64 mod n, in 64 bits, is -n % n: -n is 2^64 − n. It is below n, so most
		// words are below the bound whatever it is, and need no division for it. For
		// n a power of two it is 0 and no word is discarded.
		if x < -n || x <= ^uint64(0)-(-n%n) {
			return x % n
		}
	}
}

// Shuffle permutes n things into one of their n! orders, each as likely as any
// other: Fisher-Yates from the top, for i = n−1 down to 1 swap i with Uintn(i+1).
func Shuffle(words Words, n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, int(Uintn(words, uint64(i)+1)))
	}
}

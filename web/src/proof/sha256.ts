// SHA-256 and HMAC (FIPS 180-4, RFC 2104), because a browser offers its own only
// over HTTPS and on this machine: a proof must work on any line.

const k = new Uint32Array(64);
const initial = new Uint32Array(8);

// The constants are the fractions of the cube and square roots of the first primes.
for (let n = 2, i = 0; i < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
  if (!prime) continue;
  if (i < 8) initial[i] = fraction(n ** (1 / 2));
  k[i++] = fraction(n ** (1 / 3));
}

function fraction(x: number): number {
  return ((x - Math.floor(x)) * 2 ** 32) >>> 0;
}

const blockBytes = 64;

/** The SHA-256 of a message, 32 bytes. */
export function sha256(message: Uint8Array): Uint8Array {
  const bytes = Math.ceil((message.length + 9) / blockBytes) * blockBytes;
  const padded = new Uint8Array(bytes);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(bytes - 8, BigInt(message.length) * 8n);
  const h = initial.slice();
  const w = new Uint32Array(64);
  for (let at = 0; at < bytes; at += blockBytes) {
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(at + i * 4);
    compress(h, w);
  }
  const out = new DataView(new ArrayBuffer(32));
  h.forEach((word, i) => out.setUint32(i * 4, word));
  return new Uint8Array(out.buffer);
}

function compress(h: Uint32Array, w: Uint32Array): void {
  for (let i = 16; i < 64; i++) {
    const a = w[i - 15]!;
    const b = w[i - 2]!;
    const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
    const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
    w[i] = w[i - 16]! + s0 + w[i - 7]! + s1;
  }
  let [a, b, c, d, e, f, g, last] = h as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const t1 = (last + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + k[i]! + w[i]!) | 0;
    const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    last = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  [a, b, c, d, e, f, g, last].forEach((word, i) => { h[i] = h[i]! + word; });
}

function turn(x: number, bits: number): number {
  return (x >>> bits) | (x << (32 - bits));
}

/** The HMAC-SHA256 of a message under a key, 32 bytes. */
export function hmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const pad = new Uint8Array(blockBytes);
  pad.set(key.length > blockBytes ? sha256(key) : key);
  return sha256(join(pad.map((b) => b ^ 0x5c), sha256(join(pad.map((b) => b ^ 0x36), message))));
}

export function join(...parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) { all.set(p, at); at += p.length; }
  return all;
}

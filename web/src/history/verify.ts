// The check that anyone can make of a round: does the revealed seed have the
// fingerprint that was published, and does the number follow from it? Written
// from the text of the rules alone, it shares nothing with the server.

export interface Checked { commitment: boolean; number: number }

const encoder = new TextEncoder();

/** Checks a round in the browser; null where it has no cryptography (plain HTTP from afar). */
export async function checkRound(room: number, round: number, rules: number, commitment: string, seed: string): Promise<Checked | null> {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return null;
  const seedBytes = fromHex(seed);
  const sealed = join(encoder.encode("croupier.seal.v1"), u64(room), u64(round), u64(rules), seedBytes);
  const digest = new Uint8Array(await subtle.digest("SHA-256", sealed));
  return { commitment: toHex(digest) === commitment.toLowerCase(), number: await draw(subtle, seedBytes, 1, 37n) };
}

/** The first number below n of the k-th drawing step's stream: 8 bytes at a time, biased ones rejected. */
async function draw(subtle: SubtleCrypto, seed: Uint8Array<ArrayBuffer>, k: number, n: bigint): Promise<number> {
  const key = await subtle.importKey("raw", seed, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const below = 2n ** 64n - (2n ** 64n % n);
  for (let block = 0; ; block++) {
    const label = join(encoder.encode("croupier.draw.v1"), u64(k), u64(block));
    const out = new DataView(await subtle.sign("HMAC", key, label));
    for (let at = 0; at < 32; at += 8) {
      const x = out.getBigUint64(at);
      if (x < below) return Number(x % n);
    }
  }
}

function u64(v: number): Uint8Array {
  const b = new Uint8Array(8);
  new DataView(b.buffer).setBigUint64(0, BigInt(v));
  return b;
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) { all.set(p, at); at += p.length; }
  return all;
}

function fromHex(s: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(s.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function toHex(b: Uint8Array): string {
  return Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
}

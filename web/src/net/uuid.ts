// Ids of bets are UUIDv7, made here, by the server's time: the server refuses an
// id that is more than a day off, so a wrong clock on the player's machine must
// not leak into it.

const backMs = 10_000; // a clock set back by less is followed slowly, one by more at once

let lastMs = 0;
let lastSeq = 0;

/** uuidv7 makes an id for the moment nowMs; ids made in one page rise strictly. */
export function uuidv7(nowMs: number, random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = (b) => crypto.getRandomValues(b)): string {
  const b = random(new Uint8Array(16));
  let ms = Math.floor(nowMs);
  if (ms <= lastMs && lastMs - ms < backMs) {
    ms = lastMs;
    lastSeq += 1;
    if (lastSeq > 0xfff) {
      ms += 1;
      lastSeq = 0;
    }
  } else {
    lastSeq = ((b[6]! & 0x07) << 8) | b[7]!; // the top bit stays free, for rising within a millisecond
  }
  lastMs = ms;
  for (let i = 5, rest = ms; i >= 0; i--) {
    b[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  b[6] = 0x70 | (lastSeq >> 8);
  b[7] = lastSeq & 0xff;
  b[8] = 0x80 | (b[8]! & 0x3f);
  const hex = Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

// The curve, as the server has it: integers only, so that the page, the server
// and the auditor agree to the last digit at every millisecond. Held to the
// vectors of games/crash.

/** What a stake is multiplied by, in hundredths: 150 is 1.50. */
export type Times = number;

export const once: Times = 100;
export const cashAtMin: Times = 101;
export const curveMsMax = 2 ** 18 - 1;

/** e^(6·2^i/100000) in 64 bits, of which the last fraction[i] stand behind the point. */
export const growth = [
  0x8001f754e269dd87n, 0x8003eeb1801116d1n, 0x8007dd81ed9138d4n, 0x800fbb7f94ab99c6n, 0x801f78ee2de55153n, 0x803ef99961692efan,
  0x807e122e762032a3n, 0x80fca088ba4e16c0n, 0x81fb33aa585024c9n, 0x83fe41200eee8588n, 0x881c665836ee1327n, 0x90bc5fc88d26c532n,
  0xa3a8ecbce262c952n, 0xd14119e0363f7595n, 0xab0b5cce3f0cb92fn, 0xe4905cf947329befn, 0xcc117704c1065c98n, 0xa2abd6e0999931f6n,
] as const;
export const fraction = [63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 62, 61, 58, 52] as const;

/** Where the curve is so many ms after its start: floor(100·e^(6t/100000)). */
export function at(ms: number): Times {
  const t = Math.min(Math.max(Math.floor(ms), 0), curveMsMax);
  let value = BigInt(once) << 57n;
  let point = 57;
  for (let i = 0; i < growth.length; i++) {
    if (!((t >> i) & 1)) continue;
    const product = value * growth[i]!;
    point += fraction[i]! - 64;
    value = product >> 64n;
    if (value >> 63n === 0n) { value = product >> 63n; point++; } // keep 64 bits
  }
  return Number(value >> BigInt(point));
}

/** How many ms after its start the curve first is at m or above. */
export function reaches(m: Times): number {
  let low = 0;
  let high = curveMsMax;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (at(mid) >= m) high = mid;
    else low = mid + 1;
  }
  return low;
}

/** How many ms a curve that ends at a point lives: one that ends at 1.00 never does. */
export function bustsAfter(point: Times): number {
  return point <= once ? 0 : reaches(point + 1);
}

/** What a stake brings at a multiplier; a hundredth of every stake is whole. */
export function backOf(stakeMinor: number, m: Times): number {
  return Math.floor(stakeMinor / once) * m;
}

// For drawing alone: a line through whole hundredths would have stairs.
const perMs = 6 / 100_000;
export const smoothAt = (ms: number) => once * Math.exp(perMs * ms);
export const smoothReaches = (m: number) => Math.log(Math.max(m, once) / once) / perMs;

// The wheel's order and the ball's run, as functions of the server's time: who
// joins in the middle sees the ball where it is.

const singleZero = [
  0, 32, 15, 19, 4, 21, 2, 25, 17, 34, 6, 27, 13, 36, 11, 30, 8, 23, 10, 5, 24, 16, 33, 1, 20, 14, 31, 9, 22, 18, 29, 7, 28,
  12, 35, 3, 26,
];
const twoZeros = [
  0, 28, 9, 26, 30, 11, 7, 20, 32, 17, 5, 22, 34, 15, 3, 24, 36, 13, 1, 37, 27, 10, 25, 29, 12, 8, 19, 31, 18, 6, 21, 33, 16, 4,
  23, 35, 14, 2,
];

/** The pockets of a wheel, clockwise: as the sheet tells them, else the usual order of one with so many. */
export function wheelOf(pockets: number, told?: number[] | null): number[] {
  if (told?.length === pockets) return told;
  return pockets === twoZeros.length ? twoZeros : singleZero;
}

/** The rotor's round, ms: slow enough to read a number under way. */
export const rotorMs = 14_000;

/** The rotor's angle at a moment, degrees clockwise. */
export function rotorAt(nowMs: number): number {
  return ((nowMs % rotorMs) / rotorMs) * 360;
}

/** Where a number's pocket is on the rotor, degrees clockwise from the top. */
export function pocketAt(wheel: number[], number: number): number {
  return (wheel.indexOf(number) * 360) / wheel.length;
}

/** A number with its n neighbours to each side, in the wheel's order. */
export function neighboursOf(wheel: number[], number: number, n: number): number[] {
  const at = wheel.indexOf(number);
  return Array.from({ length: 2 * n + 1 }, (_, i) => wheel[(at - n + i + wheel.length) % wheel.length]!);
}

export interface Ball { degrees: number; radius: number }

/** Radii as parts of the wheel's: the track that the ball runs in, and the pockets. */
export const track = 0.875;
export const rest = 0.615;

const turns = 9; // of the ball against the rotor
const dropFrom = 0.62; // of the run: then the ball leaves the track
const bounces = [
  // part of the run, height above the pockets as a part of the drop, degrees off the pocket
  [0.8, 0.3, 0], [0.9, 0.12, 0], [0.96, 0.045, 0],
] as const;

/**
 * Where the ball is on the turning rotor, for a run from launchedMs to landsMs
 * into the pocket at `home` degrees. Before the run and after it the ball rests there.
 */
export function ballAt(nowMs: number, launchedMs: number, landsMs: number, home: number): Ball {
  if (nowMs >= landsMs || nowMs < launchedMs) return { degrees: home, radius: rest };
  const p = (nowMs - launchedMs) / (landsMs - launchedMs);
  return { degrees: home - turns * 360 * (1 - ease(p)), radius: radiusAt(p) };
}

/** Fast at first, slowed by the track, still at the end. */
function ease(p: number): number {
  return 1 - (1 - p) ** 2.2;
}

function radiusAt(p: number): number {
  if (p <= dropFrom) return track - 0.02 * (p / dropFrom) ** 2;
  const top = track - 0.02;
  let from = dropFrom;
  let height: number = 1;
  for (const [at, next] of bounces) {
    if (p <= at) return rest + arc((p - from) / (at - from), height, next) * (top - rest);
    from = at;
    height = next;
  }
  return rest + height * (top - rest) * (1 - smooth((p - from) / (1 - from)));
}

/** Falls from one height to the floor and jumps to the next. */
function arc(q: number, from: number, to: number): number {
  const floor = 0.62;
  if (q < floor) return from * (1 - (q / floor) ** 2);
  return to * Math.sin(((q - floor) / (1 - floor)) * (Math.PI / 2));
}

function smooth(q: number): number {
  return q * q * (3 - 2 * q);
}

// The rhythm in which cards are seen. The state has them already; when each one
// may be looked at follows from moments of the server's clock alone, so that
// whoever comes late, or back, sees what lies there by then.

/** Between two cards of a deal that has time enough. */
export const gapMs = 360;
/** How long a card is on its way from the shoe, and how long it takes to turn. */
export const slideMs = 300;
export const turnMs = 380;

/**
 * The moment at which each card leaves the shoe: the pauses before them are
 * given in beats of `gap`, and all is hurried alike where the last card would
 * not lie there at byMs. Without a byMs (0) nothing hurries.
 */
export function beatsOf(pauses: readonly number[], fromMs: number, byMs: number, gap = gapMs): number[] {
  const whole = pauses.reduce((sum, p) => sum + p, 0) * gap;
  const room = byMs > 0 ? Math.max(0, byMs - slideMs - fromMs) : whole;
  const pace = whole > room ? room / whole : 1;
  let at = fromMs;
  return pauses.map((p) => (at += p * gap * pace));
}

/** n cards at even beats, the first at once. */
export function evenly(n: number): number[] {
  return Array.from({ length: n }, (_, i) => (i === 0 ? 0 : 1));
}

/** How many of the cards have left the shoe at nowMs. */
export function shownAt(beats: readonly number[], nowMs: number): number {
  const next = beats.findIndex((ms) => ms > nowMs);
  return next < 0 ? beats.length : next;
}

/** When the next card comes; null when all are out. */
export function nextBeat(beats: readonly number[], nowMs: number): number | null {
  return beats.find((ms) => ms > nowMs) ?? null;
}

/** When the last card lies; fromMs where there is none. */
export function liesAt(beats: readonly number[], fromMs: number): number {
  return beats.length ? beats.at(-1)! + slideMs : fromMs;
}

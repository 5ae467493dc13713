// The server's clock, as seen from here. Countdowns and the ball run by it.

interface Sample { offsetMs: number; rttMs: number; atMs: number }

const keepMs = 5 * 60_000;

/**
 * ServerClock estimates the server's time from round trips: the sample with the
 * shortest trip of the last minutes wins, because its error is bounded by half
 * of that trip.
 */
export class ServerClock {
  private samples: Sample[] = [];
  private offsetMs = 0;

  /** local is the page's own monotonic clock in milliseconds since the epoch. */
  constructor(private readonly local: () => number) {}

  /** now is the server's time, in milliseconds since the epoch. */
  now(): number {
    return this.local() + this.offsetMs;
  }

  /** Takes a server time that was read between sentMs and now (local times). */
  sample(serverMs: number, sentMs: number): number {
    const atMs = this.local();
    const rttMs = Math.max(0, atMs - sentMs);
    const kept = this.samples.filter((s) => atMs - s.atMs < keepMs).slice(-15);
    kept.push({ offsetMs: serverMs + rttMs / 2 - atMs, rttMs, atMs });
    this.samples = kept;
    this.offsetMs = kept.reduce((best, s) => (s.rttMs <= best.rttMs ? s : best)).offsetMs;
    return rttMs;
  }
}

/** localNow is a wall clock that does not jump when the machine's is set. */
export function localNow(): number {
  return performance.timeOrigin + performance.now();
}

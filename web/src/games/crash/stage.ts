// What a crash table shows at a moment of the server's clock.
import type { CrashState } from "./fold";
import { at, once, reaches, type Times } from "./law";

/**
 *   idle     nothing yet, or paused between rounds
 *   betting  stakes are taken
 *   closing  the time is over, the server's word is awaited
 *   lead     the point is sealed, the curve starts in a moment
 *   running  the curve grows
 *   silent   it may still grow, but the table has not been heard for a while
 *   crashed  it has ended
 *   void     all stakes went back
 */
export type Stage = "idle" | "betting" | "closing" | "lead" | "running" | "silent" | "crashed" | "void";

export const silentMs = 3_500; // beats come every second, frames a little later

export function stageAt(s: CrashState, nowMs: number): Stage {
  switch (s.phase) {
    case "open":
      return nowMs < s.closesAtMs ? "betting" : "closing";
    case "closed":
      if (!s.startsAtMs) return "closing";
      if (nowMs < s.startsAtMs) return "lead";
      return nowMs - Math.max(s.startsAtMs, s.beatAtMs) > silentMs ? "silent" : "running";
    case "settled":
      return "crashed";
    case "void":
      return "void";
    default:
      return "idle";
  }
}

/** The next moment at which the stage changes by itself; null when only the server can change it. */
export function nextChange(s: CrashState, nowMs: number): number | null {
  const due = [
    s.phase === "open" ? s.closesAtMs : 0,
    s.phase === "closed" && s.startsAtMs ? s.startsAtMs : 0,
    s.phase === "closed" && s.startsAtMs ? Math.max(s.startsAtMs, s.beatAtMs) + silentMs + 1 : 0,
  ].filter((ms) => ms > nowMs);
  return due.length ? Math.min(...due) : null;
}

/** How long the curve has grown, in ms; what it lived once it ended. Of a table that is not heard no more is shown than could be known. */
export function grownMs(s: CrashState, nowMs: number): number {
  if (s.phase === "settled") return s.point <= once ? 0 : reaches(s.point);
  if (s.phase !== "closed" || !s.startsAtMs) return 0;
  return Math.max(0, Math.min(nowMs, Math.max(s.startsAtMs, s.beatAtMs) + silentMs) - s.startsAtMs);
}

/** Where the curve is: by the law while it runs, its point once it ended. */
export function timesAt(s: CrashState, nowMs: number): Times {
  return s.phase === "settled" && s.point > 0 ? s.point : at(grownMs(s, nowMs));
}

const milestones: Times[] = [150, 200, 300, 500, 700, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000, 20_000, 50_000, 100_000, 1_000_000];

/** What is said aloud while the curve grows, and when the next of it is due. */
export function milestoneAt(s: CrashState, nowMs: number): { reached: Times; nextMs: number | null } {
  if (s.phase !== "closed" || !s.startsAtMs) return { reached: 0, nextMs: null };
  const now = timesAt(s, nowMs);
  const next = milestones.find((m) => m > now);
  return { reached: milestones.findLast((m) => m <= now) ?? 0, nextMs: next ? s.startsAtMs + reaches(next) : null };
}

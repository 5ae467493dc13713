// What a roulette table shows at a moment: never a result before it has landed.
import type { OwnTable, PublicTable } from "./fold";
import type { CardExtra, Paid } from "./bodies";

/**
 *   idle     nothing yet, or paused between rounds
 *   betting  stakes are taken
 *   closing  the time is over, the server's word is awaited
 *   spinning closed; the ball runs
 *   landed   the result is shown
 *   void     all stakes went back
 */
export type Stage = "idle" | "betting" | "closing" | "spinning" | "landed" | "void";

export function stageAt(t: PublicTable, nowMs: number): Stage {
  switch (t.phase) {
    case "open":
      return nowMs < t.closesAtMs ? "betting" : "closing";
    case "closed":
      return "spinning";
    case "settled":
      return t.number < 0 ? "idle" : nowMs < t.landsAtMs ? "spinning" : "landed";
    case "void":
      return "void";
    default:
      return "idle";
  }
}

/** Whether a result is known here that nobody may see yet. */
export function hidden(t: PublicTable, nowMs: number): boolean {
  return t.number >= 0 && nowMs < t.landsAtMs;
}

/** The numbers that have landed, newest first. */
export function lastAt(t: PublicTable, nowMs: number): number[] {
  return hidden(t, nowMs) && t.last[0] === t.number ? t.last.slice(1) : t.last;
}

/** The same of a lobby card, whose newest number may still be rolling. */
export function lastOfCard(x: CardExtra, nowMs: number): number[] {
  const last = x.last ?? [];
  return nowMs < (x.landsAtMs ?? 0) ? last.slice(1) : last;
}

/** The result on show, -1 while there is none. */
export function numberAt(t: PublicTable, nowMs: number): number {
  return t.phase === "settled" && !hidden(t, nowMs) ? t.number : -1;
}

/** The player's payout, null until it may be shown. */
export function paidAt(own: OwnTable, nowMs: number): Paid | null {
  return own.paid && nowMs >= own.paid.landsAtMs ? own.paid : null;
}

/** The next moment at which the stage changes by itself; null when only the server can change it. */
export function nextChange(t: PublicTable, nowMs: number): number | null {
  const due = [t.phase === "open" ? t.closesAtMs : 0, t.landsAtMs].filter((ms) => ms > nowMs);
  return due.length ? Math.min(...due) : null;
}

/** How often each number came in the newest `window` results, and how long it has been away. */
export interface Heat { number: number; hits: number; away: number }

export function heatOf(last: number[], window: number, pockets: number): Heat[] {
  const seen = last.slice(0, window);
  return Array.from({ length: pockets }, (_, number) => {
    const away = seen.indexOf(number);
    return { number, hits: seen.filter((n) => n === number).length, away: away < 0 ? seen.length : away };
  });
}

/** The hottest and the coldest numbers of the window, each at most `count`. */
export function hotAndCold(last: number[], window: number, count: number, pockets: number): { hot: Heat[]; cold: Heat[]; of: number } {
  const heat = heatOf(last, window, pockets);
  const hot = heat.filter((h) => h.hits > 0).sort((a, b) => b.hits - a.hits || a.away - b.away).slice(0, count);
  const cold = [...heat].sort((a, b) => a.hits - b.hits || b.away - a.away || a.number - b.number).slice(0, count);
  return { hot, cold, of: Math.min(window, last.length) };
}

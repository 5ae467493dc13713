// What a blackjack table shows at a moment: never an end before it has landed.
import type { BlackjackState } from "./fold";

/**
 *   idle     nothing yet, or paused between rounds
 *   betting  stakes are taken
 *   closing  the time is over, the server's word is awaited
 *   playing  cards are dealt, hands decided
 *   dealer   the dealer's cards come
 *   landed   the result is shown
 *   void     all stakes went back
 */
export type Stage = "idle" | "betting" | "closing" | "playing" | "dealer" | "landed" | "void";

export function stageAt(s: BlackjackState, nowMs: number): Stage {
  switch (s.phase) {
    case "open": return nowMs < s.closesAtMs ? "betting" : "closing";
    case "closed": return "playing";
    case "settled": return nowMs < s.landsAtMs ? "dealer" : "landed";
    case "void": return "void";
    default: return "idle";
  }
}

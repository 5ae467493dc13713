// The bodies of baccarat on the wire, and what they mean to its felt.
import type { BaccaratResult, BaccaratView } from "../../wire/wire.gen";
import type { Bead } from "../roads/roads";
import { duelFold, type Fate } from "../duel/fold";

export type Result = BaccaratResult;

/** The hand as it stands on the bead road. */
export function beadOf(r: Result): Bead {
  return {
    win: r.winner, points: Math.max(r.playerTotal, r.bankerTotal),
    ...(r.playerPair === "none" ? {} : { playerPair: true }), ...(r.bankerPair === "none" ? {} : { bankerPair: true }),
  };
}

export const fold = duelFold<Result>({ handOf: (v) => (v as BaccaratView).hand ?? null, beadOf });

/** What a card counts: aces one, tens and pictures nothing. */
export function pointsOf(code: string): number {
  return code[0] === "A" ? 1 : Number(code[0]) || 0;
}

export function totalOf(codes: readonly string[]): number {
  return codes.reduce((sum, c) => sum + pointsOf(c), 0) % 10;
}

/** What a hand does to a spot, under a table's variant (games/baccarat/price.go). */
export function fateOf(spot: string, r: Result, variant: string): Fate {
  const pair = (p: string) => p !== "none";
  const wins = (yes: boolean): Fate => (yes ? "won" : "lost");
  switch (spot) {
    case "player": return r.winner === "tie" ? "push" : wins(r.winner === "player");
    case "banker": return r.winner === "tie" || (variant === "ez" && r.feat === "dragon") ? "push" : wins(r.winner === "banker");
    case "tie": return wins(r.winner === "tie");
    case "player-pair": return wins(pair(r.playerPair));
    case "banker-pair": return wins(pair(r.bankerPair));
    case "either-pair": return wins(pair(r.playerPair) || pair(r.bankerPair));
    case "perfect-pair": return wins(r.playerPair === "perfect" || r.bankerPair === "perfect");
    case "dragon-7": return wins(r.feat === "dragon");
    case "panda-8": return wins(r.feat === "panda");
    case "super-6": return wins(r.feat === "six");
    case "big": return wins(r.cards.length > 4);
    case "small": return wins(r.cards.length === 4);
    default: return "lost";
  }
}

// The bodies of dragon tiger on the wire, and what they mean to its felt.
import type { DragonTigerResult, DragonTigerView } from "../../wire/wire.gen";
import { rankOf } from "../cards/card";
import type { Bead } from "../roads/roads";
import { duelFold, type Fate } from "../duel/fold";

export type Result = DragonTigerResult;

export function beadOf(r: Result): Bead {
  return { win: r.winner, ...(r.suited ? { suited: true } : {}) };
}

export const fold = duelFold<Result>({ handOf: (v) => (v as DragonTigerView).result ?? null, beadOf });

/** What a round does to a spot, by what a tie takes of the sides (games/dragontiger/price.go). */
export function fateOf(spot: string, r: Result, tieLoses: string): Fate {
  const wins = (yes: boolean): Fate => (yes ? "won" : "lost");
  const rank = (side: string) => rankOf(r.cards.find((c) => c.to === side)?.card ?? "");
  switch (spot) {
    case "dragon": case "tiger": return r.winner === "tie" ? (tieLoses === "all" ? "lost" : "half") : wins(r.winner === spot);
    case "tie": return wins(r.winner === "tie");
    case "suited-tie": return wins(r.suited);
    case "dragon-big": case "tiger-big": return wins(rank(spot.split("-")[0]!) > 7);
    case "dragon-small": case "tiger-small": return wins(rank(spot.split("-")[0]!) < 7);
    default: return "lost";
  }
}

// What zero holds of a player's stakes, and what a number does with it.
import type { Paid, Prisoner } from "./bodies";
import { stakedMinor, type OwnTable, type PublicTable } from "./fold";
import { isZero } from "./layout";
import { hidden } from "./stage";

/** The stakes in prison that may be shown at a moment: until the ball lies, those with which the round began. */
export function prisonAt(t: PublicTable, own: OwnTable, nowMs: number): Prisoner[] {
  return t.phase === "settled" && !hidden(t, nowMs) ? own.prisonNext ?? own.prison : own.prison;
}

/** What a number did with stakes in prison, in minor units. */
export interface Fate { taken: number; kept: number; freed: number; lost: number }

/** The fate of a round's prisoners, and of the stakes that its zero made new ones. */
export function fateOfPrison(own: OwnTable, paid: Paid): Fate {
  const held = stakedMinor(own.prison);
  const freed = stakedMinor(paid.released ?? []);
  const zero = isZero(paid.number);
  return { taken: stakedMinor(paid.prison ?? []), kept: zero ? held : 0, freed, lost: zero ? 0 : Math.max(0, held - freed) };
}

/** Stakes in prison by spot. */
export function byPrison(prison: Prisoner[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const p of prison) sums.set(p.spot, (sums.get(p.spot) ?? 0) + p.stake);
  return sums;
}

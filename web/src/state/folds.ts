// What the pages keep of a game beside the room's own facts: made of views,
// changed by events, pure. Roulette's stands in the room's state itself.
import type { Event } from "../wire/types";
import { fold as baccarat } from "../games/baccarat/bodies";
import { fold as dragonTiger } from "../games/dragontiger/bodies";
import * as blackjack from "../games/blackjack/fold";
import * as crash from "../games/crash/fold";
import * as slots from "../games/slots/fold";

export interface Fold {
  fresh(): unknown;
  view(s: unknown, view: unknown, round: number): unknown;
  event(s: unknown, e: Event): unknown;
  ownView(s: unknown, view: unknown, round: number): unknown;
  own(s: unknown, e: Event): unknown;
  /** The part that everybody sees replaced as a whole; a game without one leaves it out. */
  board?(s: unknown, board: unknown): unknown;
  /** How many bets of the player stand; roulette counts its own. */
  bets?(s: unknown): number;
  /** The same without anything of the player. */
  alone(s: unknown): unknown;
}

function fold<S>(f: { fresh(): S; view(s: S, view: unknown, round: number): S; event(s: S, e: Event): S; ownView(s: S, view: unknown, round: number): S; own(s: S, e: Event): S; board?(s: S, board: unknown): S; bets?(s: S): number; alone(s: S): S }): Fold {
  return f as unknown as Fold;
}

const byPrefix: [string, Fold][] = [
  ["baccarat", fold(baccarat)],
  ["dragon-tiger", fold(dragonTiger)],
  ["slots-", fold({ fresh: slots.freshSlots, view: slots.fromView, event: slots.foldPublic, ownView: slots.fromOwn, own: slots.foldOwn, alone: slots.alone })],
  ["blackjack", fold({ fresh: blackjack.freshBlackjack, view: blackjack.fromView, event: blackjack.foldPublic, ownView: blackjack.fromOwn, own: blackjack.foldOwn, board: blackjack.withBoard, bets: blackjack.standing, alone: blackjack.alone })],
  ["crash", fold({ fresh: crash.freshCrash, view: crash.fromView, event: crash.foldPublic, ownView: crash.fromOwn, own: crash.foldOwn, board: crash.withBoard, bets: crash.standing, alone: crash.alone })],
];

/** The fold of a game; null for roulette, and for a game that these pages do not know. */
export function foldOf(game: string): Fold | null {
  return byPrefix.find(([prefix]) => game.startsWith(prefix))?.[1] ?? null;
}

// The bodies of European roulette on the wire, by the codec's names.
import type { RouletteEuropean, RouletteEuropeanChip, RouletteEuropeanWin } from "../../wire/wire.gen";

export const GAME = "roulette-european";

export type SpotStake = RouletteEuropeanChip;
export type Opened = RouletteEuropean["opened"];
export type Deadline = RouletteEuropean["deadline"];
export type Closed = RouletteEuropean["closed"];
export type Result = RouletteEuropean["result"];
export type Voided = RouletteEuropean["voided"];
export type Placed = RouletteEuropean["placed"];
export type PlacedBet = RouletteEuropean["placed"];
export type TakenBack = RouletteEuropean["takenBack"];
export type Win = RouletteEuropeanWin;
export type Paid = RouletteEuropean["paid"];
export type View = RouletteEuropean["view"];
export type Board = RouletteEuropean["board"];
export type OwnView = RouletteEuropean["own"];
export type CardExtra = Partial<RouletteEuropean["card"]>;

/** A table's own rules, as GET /api/rooms/{room} tells them. */
export interface Options {
  betMs: number; landMs: number; pauseMs: number; stepMinor: number; spotMinMinor: number;
  limits: Record<string, number>; tableMaxMinor: number; allowanceMinor: number;
}

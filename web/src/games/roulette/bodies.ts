// The bodies of roulette on the wire, by the codec's names: the same for every wheel.
import type { RouletteEuropean } from "../../wire/wire.gen";

export type SpotStake = RouletteEuropean["bet"]["spots"][number];
export type Opened = RouletteEuropean["opened"];
export type Deadline = RouletteEuropean["deadline"];
export type Closed = RouletteEuropean["closed"];
export type Result = RouletteEuropean["result"];
export type Voided = RouletteEuropean["voided"];
export type Placed = RouletteEuropean["placed"];
export type PlacedBet = RouletteEuropean["placed"];
export type TakenBack = RouletteEuropean["takenBack"];
export type Win = RouletteEuropean["paid"]["wins"][number];
export type Paid = RouletteEuropean["paid"];
export type Held = RouletteEuropean["held"];
export type Prisoner = Held["bets"][number];
export type View = RouletteEuropean["view"];
export type Board = RouletteEuropean["board"];
export type OwnView = RouletteEuropean["own"];
export type CardExtra = Partial<RouletteEuropean["card"]>;

/** A table's own rules, as GET /api/rooms/{room} tells them. */
export interface Options {
  betMs: number; landMs: number; pauseMs: number; stepMinor: number; spotMinMinor: number;
  limits: Record<string, number>; tableMaxMinor: number; allowanceMinor: number;
  zero?: string; stats?: boolean;
}

// The bodies of crash on the wire, by the codec's names.
import type { Times } from "./law";

export type By = "hand" | "auto" | "limit" | "rescue";
export interface Opened { closesAtMs: number }
export interface Deadline { closesAtMs: number }
export interface Started { startsAtMs: number }
export interface Beat { atMs: number }
export interface Rescued { beatAtMs: number; times: Times }
export interface Result { point: Times; endedAtMs: number; nextAtMs: number; staked: number; returned: number }
export interface Voided { why: string }
export interface Placed { bet: string; stake: number; cashAt?: Times }
export interface TakenBack { bets: string[]; total: number }
export interface CashedOut { bet: string; times: Times; back: number; atMs: number; by: By }
export interface PaidBet { bet: string; stake: number; times: Times; back: number; by?: By }
export interface Paid { point: Times; bets: PaidBet[]; staked: number; returned: number }
export interface Past { round: number; point: Times }
export interface View {
  phase: string; closesAtMs: number; opensAtMs: number; startsAtMs: number; beatAtMs: number; endedAtMs: number; point: Times; last: Past[] | null;
}
export interface Seat { name: string; staked: number; returned: number; bot: boolean }
export interface Out { name: string; times: Times; back: number; bot: boolean }
export interface Board { seats: Seat[] | null; outs: Out[] | null; left: number; bets: number; players: number; staked: number; returned: number }
export interface OwnBet { bet: string; stake: number; cashAt?: Times; target?: Times; times: Times; back: number; by?: By }
export interface OwnView { bets: OwnBet[] | null; staked: number; returned: number; paid: Paid | null }
export interface CardExtra { last?: Times[]; minMinor?: number; maxMinor?: number; closesAtMs?: number; opensAtMs?: number; startsAtMs?: number }

/** A table's own rules. */
export interface Options {
  betMs: number; leadMs: number; pauseMs: number; stepMinor: number; betMinMinor: number; betMaxMinor: number; winMaxMinor: number;
  allowanceMinor: number; edge10000?: number; timesMax: Times;
}

/** What GET /api/rooms/{room} tells of a crash table. */
export interface Sheet {
  game: string; rules: number; options: Options; edge10000: number; return: string;
  curve: { beatMs: number }; limits: { betsMax: number; cashAtMin: Times; timesMax: Times };
}

/** Where a bet leaves the curve at the latest: its own cash-out, or where it has won what a bet may win. */
export function targetOf(o: Options, stakeMinor: number, cashAt = 0): Times {
  const most = Math.min(o.timesMax, 100 + Math.floor(o.winMaxMinor / Math.floor(stakeMinor / 100)));
  return cashAt > 0 && cashAt <= most ? cashAt : most;
}

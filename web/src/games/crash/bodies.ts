// The bodies of crash on the wire, by the codec's names.
import type * as gen from "../../wire/wire.gen";
import type { Times } from "./law";

/** Who cashed a bet out: its player, its own cash-out, the table's win limit, or the table that moved. */
export type By = "hand" | "auto" | "limit" | "rescue";
type WithBy<T extends { by?: string }> = Omit<T, "by"> & { by?: By };

export type Opened = gen.CrashOpened;
export type Deadline = gen.CrashDeadline;
export type Started = gen.CrashStarted;
export type Beat = gen.CrashBeat;
export type Rescued = gen.CrashRescued;
export type Result = gen.CrashResult;
export type Voided = gen.CrashVoided;
export type Placed = gen.CrashPlaced;
export type TakenBack = gen.CrashTakenBack;
export type CashedOut = Omit<gen.CrashCashedOut, "by"> & { by: By };
export type PaidBet = WithBy<gen.CrashPaidBet>;
export type Paid = Omit<gen.CrashPaid, "bets"> & { bets: PaidBet[] };
export type Past = gen.CrashPast;
export type View = gen.CrashView;
export type Seat = gen.CrashSeat;
export type Out = gen.CrashOut;
export type Board = gen.CrashBoard;
export type OwnBet = Omit<WithBy<gen.CrashOwnBet>, "target"> & { target?: Times };
export type OwnView = Omit<gen.CrashOwn, "bets" | "paid"> & { bets: OwnBet[]; paid: Paid | null };
export type CardExtra = Partial<gen.CrashCard>;

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

// The bodies of slot machines on the wire, by the codec's names: the same for
// every machine.

export interface Win { symbol: string; count: number; line?: number; ways?: number; times?: number; pay: number }
export interface Drop { rows: string[][]; wins: Win[] | null; times: number; pay: number }
export interface Prize { symbol: string; draws: number[]; pay: number }
export interface Shown {
  stops: number[]; drops: Drop[]; scatters: number; scatterPay: number; prizes?: Prize[] | null; times: number; awarded: number; win: number;
}
export interface State { doing: "free" | "gamble" | "ended"; win: number; given: number; played: number; steps: number; untilMs: number }

export interface Spun { bet: string; coin: number; stake: number; shown: Shown; state: State }
export interface FreeSpun { shown: Shown; state: State; system?: boolean }
export interface Gambled { colour: Colour; came: Colour; won: boolean; before: number; state: State }
export interface Deadline { untilMs: number }
export type Why = "played" | "capped" | "collected" | "lost" | "limit" | "timeout";
export interface Paid { staked: number; returned: number; why: Why; landsAtMs: number }
export interface Opened { atMs: number }
export interface Result { stops: number[]; free: number; gambles: number; staked: number; returned: number; landsAtMs: number; nextAtMs: number }
export interface Voided { why: string }
export interface TakenBack { bet: string; total: number }

export interface View { phase: string; stops: number[] | null; nextAtMs: number }
export interface OwnView { bet: string | null; coin: number; staked: number; shown: Shown | null; state: State | null; paid: Paid | null }

export type Colour = "red" | "black";

// The bodies of European roulette on the wire: names are the codec's.

export const GAME = "roulette-european";

export interface SpotStake { spot: string; stake: number }
export interface Bet { spots: SpotStake[] }

export interface Opened { closesAtMs: number }
export interface Deadline { closesAtMs: number }
export interface Closed { atMs: number }
export interface Result { number: number; landsAtMs: number; nextAtMs: number; staked: number; returned: number }
export interface Voided { why: string }

export interface Placed { bet: string; spots: SpotStake[]; total: number }
export interface TakenBack { bets: string[]; total: number }
export interface Win { spot: string; stake: number; pays: number; back: number }
export interface Paid { number: number; wins: Win[] | null; staked: number; returned: number; landsAtMs: number }

export interface View {
  phase: string; closesAtMs?: number; opensAtMs?: number; number?: number; landsAtMs?: number; last?: number[] | null;
}
export interface BoardSpot { spot: string; total: number; players: number }
export interface Seat { name: string; staked: number; bot?: boolean }
export interface Board { spots?: BoardSpot[] | null; seats?: Seat[] | null; staked: number; players: number }
export interface PlacedBet { bet: string; spots: SpotStake[]; total: number }
export interface OwnView { bets?: PlacedBet[] | null; staked: number; paid?: Paid | null }
export interface CardExtra {
  last?: number[] | null; minMinor?: number; maxMinor?: number; closesAtMs?: number; opensAtMs?: number; landsAtMs?: number;
}
export interface Options {
  betMs: number; landMs: number; pauseMs: number; stepMinor: number; spotMinMinor: number;
  limits: Record<string, number>; tableMaxMinor: number; allowanceMinor: number;
}

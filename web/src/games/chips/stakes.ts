// Stakes on spots: sums, and what repeats itself. Pure; every table with chips uses it.

/** A stake on a spot, in minor units. */
export interface SpotStake { spot: string; stake: number }

/** A bet that stands. */
export interface PlacedBet { bet: string; spots: SpotStake[]; total: number }

/** Adds up stakes by spot, in the order in which the spots first appear. */
export function mergeStakes(stakes: SpotStake[]): SpotStake[] {
  return Array.from(sumsOf(stakes), ([spot, stake]) => ({ spot, stake }));
}

/** The same by spot. */
export function sumsOf(stakes: SpotStake[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const s of stakes) sums.set(s.spot, (sums.get(s.spot) ?? 0) + s.stake);
  return sums;
}

export function stakedMinor(stakes: Pick<SpotStake, "stake">[]): number {
  return stakes.reduce((sum, s) => sum + s.stake, 0);
}

/** Adds a bet once, however often its event comes. */
export function withBet<B extends { bet: string }>(bets: B[], placed: B): B[] {
  return bets.some((b) => b.bet === placed.bet) ? bets : [...bets, placed];
}

export function withoutBets<B extends { bet: string }>(bets: B[], gone: string[]): B[] {
  const ids = new Set(gone);
  return bets.filter((b) => !ids.has(b.bet));
}

/** What a rebet repeats once a round is over: its stakes, or those of the newest round before that had any. */
export function remembered(bets: { spots: SpotStake[] }[], before: SpotStake[]): SpotStake[] {
  return bets.length ? mergeStakes(bets.flatMap((b) => b.spots)) : before;
}

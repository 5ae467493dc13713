// The fold of the wallet stream. A balance is kept by its account's version; a
// change that travels with a result is held back until the ball has landed.
import type { Wallet } from "../wire/types";

interface Held { deltaMinor: number | null; landsAtMs: number; version: number; round: number }

export interface WalletState {
  balanceMinor: number;
  version: number;
  held: Held[];
}

/** The fields of a balance, from whichever door it came. */
export type BalanceFact = Pick<Wallet, "balance" | "version" | "landsAtMs" | "round">;

/** Takes in a balance at nowMs; an older version than the one known changes nothing. */
export function foldWallet(w: WalletState | undefined, fact: BalanceFact, nowMs: number): WalletState {
  const held = (w?.held ?? []).filter((h) => h.landsAtMs > nowMs);
  if (w && fact.version <= w.version) return w;
  if (fact.landsAtMs !== undefined && fact.landsAtMs > nowMs) {
    held.push({
      // What came with this result alone. Not known when it is the first balance
      // that this page sees: then nothing is shown until it has landed.
      deltaMinor: w ? fact.balance - w.balanceMinor : null,
      landsAtMs: fact.landsAtMs,
      version: fact.version,
      round: fact.round ?? 0,
    });
  }
  return { balanceMinor: fact.balance, version: fact.version, held };
}

/**
 * What may be shown at nowMs, in minor units: the newest balance less what came
 * with results that have not landed. null: nothing may be shown yet.
 */
export function shownBalance(w: WalletState | undefined, nowMs: number): number | null {
  if (!w) return null;
  let minor = w.balanceMinor;
  for (const h of w.held) {
    if (h.landsAtMs <= nowMs) continue;
    if (h.deltaMinor === null) return null;
    minor -= h.deltaMinor;
  }
  return minor;
}

/** The next moment at which what is shown changes by itself. */
export function nextLanding(w: WalletState | undefined, nowMs: number): number | null {
  const due = (w?.held ?? []).map((h) => h.landsAtMs).filter((ms) => ms > nowMs);
  return due.length ? Math.min(...due) : null;
}

/** What of a round is held back at nowMs: null where nothing is, or where it is not known. */
export function heldOf(w: WalletState | undefined, round: number, nowMs: number): number | null {
  const held = (w?.held ?? []).filter((h) => h.round === round && h.landsAtMs > nowMs);
  if (held.length === 0 || held.some((h) => h.deltaMinor === null)) return null;
  return held.reduce((sum, h) => sum + h.deltaMinor!, 0);
}

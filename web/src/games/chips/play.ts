import { useEffect, useState } from "preact/hooks";
import type { RoomState } from "../../state/room";
import { useApp, useClient } from "../../ui/hooks";
import { chips } from "./chip";
import { mergeStakes, stakedMinor, sumsOf, type SpotStake } from "./stakes";

const spotsMost = 64; // of one command

export interface Play {
  chip: number;
  choose(chip: number): void;
  place(spot: string): void;
  /** Stakes on several spots, as one command where it fits. */
  placeAll(spots: SpotStake[]): void;
  undo(): void;
  clear(): void;
  rebet(): void;
  double(): void;
  can: { bet: boolean; undo: boolean; rebet: boolean; double: boolean };
  /** Stakes of the round that the table has confirmed, by spot. */
  mine: Map<string, number>;
  /** Stakes on their way, by spot. */
  checking: Map<string, number>;
  stakedMinor: number;
  checkingMinor: number;
}

/** What a player has on a table: the round, its bets that stand, and what a rebet repeats. */
export interface Lying { round: number; bets: { spots: SpotStake[] }[]; before: SpotStake[] }

/** What lies on a table that still shows the end of a round, when the room has made the next one. */
export function lyingOf<O extends Lying>(r: RoomState, s: { phase: string; round: number; own: O }): O {
  const ended = (s.phase === "settled" || s.phase === "void") && s.round < r.round && s.own.round === s.round;
  return ended ? { ...s.own, round: r.round } : s.own;
}

/** The player's hand at a table: what can be done now, and what lies there. Betting says that stakes are taken. */
export function useStakes(r: RoomState, own: Lying, betting: boolean): Play {
  const client = useClient();
  const signedIn = useApp((s) => s.me?.signedIn ?? false);
  const online = useApp((s) => s.status.state === "online");
  const [chip, choose] = useState(chips[0]!);
  const confirmed = own.round === r.round ? own.bets.flatMap((b) => b.spots) : [];
  const pending = r.acts.filter((a) => a.ask === "bet" && a.round === r.round).flatMap((a) => a.spots);
  const open = betting && signedIn && online && r.joined;
  const send = (spots: SpotStake[]) => {
    for (let i = 0; i < spots.length; i += spotsMost) client.act(r.room, "bet", spots.slice(i, i + spotsMost));
  };
  const before = own.before;
  const all = mergeStakes([...confirmed, ...pending]);
  const can = {
    bet: open,
    undo: open && confirmed.length + pending.length > 0,
    rebet: open && all.length === 0 && before.length > 0,
    double: open && all.length > 0,
  };
  return {
    chip, choose, can,
    place: (spot) => client.act(r.room, "bet", [{ spot, stake: chip }]),
    placeAll: (spots) => { if (open) send(mergeStakes(spots)); },
    undo: () => { if (can.undo) client.act(r.room, "undo"); },
    clear: () => { if (can.undo) client.act(r.room, "clear"); },
    rebet: () => { if (can.rebet) send(before); },
    double: () => { if (can.double) send(all); },
    mine: sumsOf(confirmed), checking: sumsOf(pending),
    stakedMinor: stakedMinor(confirmed), checkingMinor: stakedMinor(pending),
  };
}

/** A hand that holds what lies there and can do nothing: for replays. */
export function idleHand(stakes: SpotStake[]): Play {
  const idle = () => {};
  return {
    chip: chips[0]!, choose: idle, place: idle, placeAll: idle, undo: idle, clear: idle, rebet: idle, double: idle,
    can: { bet: false, undo: false, rebet: false, double: false },
    mine: sumsOf(stakes), checking: new Map(), stakedMinor: stakedMinor(stakes), checkingMinor: 0,
  };
}

const keysOff = "croupier.keys.off";

/** Whether single letters and digits act; a visitor who dictates or types elsewhere turns them off. */
export function letterKeys(): boolean {
  try { return localStorage.getItem(keysOff) === null; } catch { return true; }
}

export function setLetterKeys(on: boolean): void {
  try { if (on) localStorage.removeItem(keysOff); else localStorage.setItem(keysOff, "1"); } catch { /* they stay on */ }
}

/**
 * The table's keys; they are left alone while something is being typed, and one that
 * is held down acts once. A table's own letters come with it and win over the common ones.
 */
export function useTableKeys(play: Play, help: () => void, own: Record<string, () => void> = {}): void {
  useEffect(() => {
    const common: Record<string, () => void> = { r: play.rebet, d: play.double, c: play.clear, ...own };
    const onKey = (e: KeyboardEvent) => {
      const target = e.target as HTMLElement;
      if (e.ctrlKey || e.metaKey || e.altKey || e.repeat || target.matches?.("input:not([type=checkbox]), textarea, select")) return;
      if (document.querySelector("dialog[open]")) return;
      const letters = letterKeys();
      const digit = letters ? Number(e.key) : 0;
      const letter = letters ? common[e.key.toLowerCase()] : undefined;
      if (digit >= 1 && digit <= chips.length) play.choose(chips[digit - 1]!);
      else if (e.key === "Backspace") play.undo();
      else if (letter) letter();
      else if (e.key === "?") help();
      else return;
      e.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
}

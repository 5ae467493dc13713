import { useEffect, useState } from "preact/hooks";
import type { RoomState } from "../../state/room";
import { useApp, useClient } from "../../ui/hooks";
import type { SpotStake } from "./bodies";
import { mergeStakes, stakedMinor } from "./fold";
import type { Stage } from "./stage";

export const chips = [100, 500, 2_500, 10_000, 50_000]; // minor units: 1 5 25 100 500
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

/** The player's hand at a table: what can be done now, and what lies there. */
export function usePlay(r: RoomState, stage: Stage): Play {
  const client = useClient();
  const signedIn = useApp((s) => s.me?.signedIn ?? false);
  const online = useApp((s) => s.status.state === "online");
  const [chip, choose] = useState(chips[0]!);
  const confirmed = r.own.round === r.round ? r.own.bets.flatMap((b) => b.spots) : [];
  const pending = r.acts.filter((a) => a.ask === "bet" && a.round === r.round).flatMap((a) => a.spots);
  const open = stage === "betting" && signedIn && online && r.joined;
  const send = (spots: SpotStake[]) => {
    for (let i = 0; i < spots.length; i += spotsMost) client.act(r.room, "bet", spots.slice(i, i + spotsMost));
  };
  const before = r.own.before;
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
    mine: sums(confirmed), checking: sums(pending),
    stakedMinor: stakedMinor(confirmed), checkingMinor: stakedMinor(pending),
  };
}

function sums(stakes: SpotStake[]): Map<string, number> {
  return new Map(mergeStakes(stakes).map((s) => [s.spot, s.stake]));
}

const keysOff = "croupier.keys.off";

/** Whether single letters and digits act; a visitor who dictates or types elsewhere turns them off. */
export function letterKeys(): boolean {
  try { return localStorage.getItem(keysOff) === null; } catch { return true; }
}

export function setLetterKeys(on: boolean): void {
  try { if (on) localStorage.removeItem(keysOff); else localStorage.setItem(keysOff, "1"); } catch { /* they stay on */ }
}

/** The table's keys; letters and digits are left alone while something is being typed. */
export function useTableKeys(play: Play, doors: { help(): void; track(): void; saved(): void }): void {
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const target = e.target as HTMLElement;
      if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      if (document.querySelector("dialog[open]")) return;
      const letters = letterKeys();
      const digit = letters ? Number(e.key) : 0;
      const letter = letters ? e.key.toLowerCase() : "";
      if (digit >= 1 && digit <= chips.length) play.choose(chips[digit - 1]!);
      else if (e.key === "Backspace") play.undo();
      else if (letter === "r") play.rebet();
      else if (letter === "d") play.double();
      else if (letter === "c") play.clear();
      else if (letter === "w") doors.track();
      else if (letter === "s") doors.saved();
      else if (e.key === "?") doors.help();
      else return;
      e.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
}

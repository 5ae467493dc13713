import { useEffect, useRef, useState } from "preact/hooks";
import { tc, times } from "../../text/crash";
import { amount, money, plain } from "../../text/format";
import { useBalance } from "../../account/account";
import type { RoomState } from "../../state/room";
import { useApp, useClient, useMoment } from "../../ui/hooks";
import { letterKeys } from "../chips/play";
import { targetOf, type Options, type OwnBet } from "./bodies";
import type { CrashState } from "./fold";
import { cashAtMin, reaches } from "./law";
import type { Stage } from "./stage";

/**
 * What the button of a hand does, or waits for:
 *
 *   bet ─► checking ─► back ─► stands ─► cash ─► asked ─► queue
 *   queue ◄► queued ─► bet                └► leaving ─┘
 */
export type Does = "bet" | "queue" | "queued" | "checking" | "back" | "stands" | "cash" | "asked" | "leaving" | "off";

export interface Hand {
  n: 0 | 1;
  stake: string;
  cashAt: string;
  setStake(text: string): void;
  setCashAt(text: string): void;
  /** Halves or doubles the stake, inside the table's limits. */
  scale(by: 0.5 | 2): void;
  stakeMinor: number; // 0: no amount
  faults: { stake: string; cashAt: string };
  bet: OwnBet | null;
  does: Does;
  /** Takes both bets back, because the table takes the last one first. */
  both: boolean;
  press(): void;
}

/** "12.5" → 1250; null for what is no such number. */
export function hundredths(text: string): number | null {
  const m = /^\s*(\d{1,9})(?:[.,](\d{1,2}))?\s*$/.exec(text);
  return m ? Number(m[1]) * 100 + Number((m[2] ?? "").padEnd(2, "0")) : null;
}

/** Which of a round's bets lies in which hand: as they were placed here, the others where there is room. */
export function seatBets(bets: OwnBet[], handOf: ReadonlyMap<string, 0 | 1>): [OwnBet | null, OwnBet | null] {
  const seats: [OwnBet | null, OwnBet | null] = [null, null];
  for (const b of bets) { const n = handOf.get(b.bet); if (n !== undefined && !seats[n]) seats[n] = b; }
  for (const b of bets) {
    if (seats.includes(b)) continue;
    const free = seats.indexOf(null);
    if (free >= 0) seats[free] = b;
  }
  return seats;
}

const firstStake = 1_000;

function faultsOf(o: Options, stake: string, cashAt: string, balance: number | null, currency: string): Hand["faults"] {
  const s = hundredths(stake);
  const c = cashAt.trim() === "" ? 0 : hundredths(cashAt);
  const f = tc.fault;
  return {
    stake: s === null ? f.stake : s < o.betMinMinor ? f.min(money(o.betMinMinor, currency)) : s > o.betMaxMinor ? f.max(money(o.betMaxMinor, currency))
      : s % o.stepMinor ? f.step(money(o.stepMinor, currency)) : balance !== null && s > balance ? f.funds : "",
    cashAt: c === null || (c > 0 && c < cashAtMin) || (cashAt.trim() !== "" && c === 0) ? f.cashAt(times(cashAtMin)) : c > o.timesMax ? f.cashMax(times(o.timesMax)) : "",
  };
}

/** The player's two hands at a table. */
export function useHands(r: RoomState, s: CrashState, stage: Stage, o: Options): [Hand, Hand] {
  const client = useClient();
  const online = useApp((a) => a.status.state === "online") && r.joined;
  const balance = useBalance(r.currency);
  const [texts, setTexts] = useState<[string, string][]>([[plain(Math.max(firstStake, o.betMinMinor)), ""], [plain(Math.max(firstStake, o.betMinMinor)), "2.00"]]);
  const [queued, setQueued] = useState([false, false]);
  const handOf = useRef(new Map<string, 0 | 1>()).current;
  for (const a of r.acts) if (a.ask === "bet" && a.spots[0]) handOf.set(a.id, a.spots[0].spot === "hand-1" ? 1 : 0);
  const own = s.ownRound === s.round ? s.own : [];
  const seats = seatBets(own, handOf);
  const backing = r.acts.some((a) => a.ask === "undo" || a.ask === "clear");
  useMoment(nextLeaving(s, own, o, client.now()));
  const ready = stage === "betting" && online;

  const hand = (n: 0 | 1): Hand => {
    const bet = seats[n];
    const [stake, cashAt] = texts[n]!;
    const faults = faultsOf(o, stake, cashAt, balance, r.currency);
    const set = (i: 0 | 1) => (text: string) => setTexts((all) => all.map((pair, at) => (at === n ? (i === 0 ? [text, pair[1]] : [pair[0], text]) : pair) as [string, string]));
    const pending = r.acts.some((a) => a.ask === "bet" && a.round === s.round && handOf.get(a.id) === n);
    const asked = r.acts.some((a) => a.ask === "cashOut" && a.spots[0]?.spot === bet?.bet);
    const does = doesOf({ bet, stage, pending, asked, backing, queued: queued[n]!, leaving: bet ? client.now() >= leavesAtMs(s, bet, o) : false });
    const stakeMinor = hundredths(stake) ?? 0;
    const place = () => {
      const at = cashAt.trim() === "" ? 0 : hundredths(cashAt)!;
      client.ask(r.room, r.round, "bet", { stake: stakeMinor, ...(at ? { cashAt: at } : {}) }, [{ spot: `hand-${n}`, stake: stakeMinor }]);
    };
    const queue = (on: boolean) => setQueued((all) => all.map((q, i) => (i === n ? on : q)));
    const fine = !faults.stake && !faults.cashAt;
    return {
      n, stake, cashAt, setStake: set(0), setCashAt: set(1), stakeMinor, faults, bet, does: online || does === "queued" ? does : "off", both: own.at(-1) !== bet,
      scale: (by) => set(0)(amount(clampStake(o, Math.round(stakeMinor * by))).replaceAll(",", "").replace(/\.00$/, "")),
      press() {
        switch (does) {
          case "bet": if (fine && ready) place(); break;
          case "queue": if (fine) queue(true); break;
          case "queued": queue(false); break;
          case "back": client.ask(r.room, r.round, own.at(-1) === bet ? "undo" : "clear", {}); break;
          case "cash": if (bet) client.ask(r.room, s.round, "cashOut", { bet: bet.bet }, [{ spot: bet.bet, stake: 0 }]); break;
        }
      },
    };
  };
  const hands: [Hand, Hand] = [hand(0), hand(1)];
  useEffect(() => { // what waits for the next round goes out when that opens
    if (!ready || !queued.some(Boolean)) return;
    hands.forEach((h) => { if (queued[h.n] && h.does === "bet") h.press(); });
    setQueued([false, false]);
  }, [ready, r.round, queued]);
  return hands;
}

function clampStake(o: Options, minor: number): number {
  const whole = Math.max(o.stepMinor, Math.floor(minor / o.stepMinor) * o.stepMinor);
  return Math.min(Math.max(whole, o.betMinMinor), Math.floor(o.betMaxMinor / o.stepMinor) * o.stepMinor);
}

export function doesOf(h: { bet: OwnBet | null; stage: Stage; pending: boolean; asked: boolean; backing: boolean; queued: boolean; leaving: boolean }): Does {
  const next: Does = h.queued ? "queued" : "queue";
  if (h.pending) return "checking";
  if (!h.bet) return h.stage === "betting" ? "bet" : next;
  if (h.bet.times > 0) return next;
  switch (h.stage) {
    case "betting": return h.backing ? "checking" : "back";
    case "closing": case "lead": return "stands";
    case "running": case "silent": return h.asked ? "asked" : h.leaving ? "leaving" : "cash";
    default: return next;
  }
}

/** When a bet leaves the curve by itself. */
export function leavesAtMs(s: CrashState, b: OwnBet, o: Options): number {
  return s.startsAtMs ? s.startsAtMs + reaches(b.target ?? targetOf(o, b.stake, b.cashAt)) : Infinity;
}

function nextLeaving(s: CrashState, own: OwnBet[], o: Options, nowMs: number): number | null {
  const due = s.phase === "closed" ? own.filter((b) => b.times === 0).map((b) => leavesAtMs(s, b, o)).filter((ms) => ms > nowMs && ms < Infinity) : [];
  return due.length ? Math.min(...due) : null;
}

/** The table's keys: 1 and 2 place or cash out, Backspace takes back. */
export function useHandKeys(hands: [Hand, Hand], help: () => void): void {
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const target = e.target as HTMLElement;
      if (e.ctrlKey || e.metaKey || e.altKey || e.repeat || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || document.querySelector("dialog[open]")) return;
      const n = letterKeys() ? ["1", "2"].indexOf(e.key) : -1;
      if (n >= 0 && ["bet", "queue", "cash"].includes(hands[n]!.does)) hands[n]!.press();
      else if (e.key === "Backspace") hands.find((h) => h.does === "back" && !h.both)?.press();
      else if (e.key === "?") help();
      else return;
      e.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
}

// The player's hand at a machine: what is on show now, what can be done, and the
// acts that do it.
import { useEffect, useState } from "preact/hooks";
import type { RoomState } from "../../state/room";
import { useApp, useClient, useMoment } from "../../ui/hooks";
import { heldOf } from "../../state/wallet";
import { useBalance } from "../../account/account";
import type { Colour } from "./bodies";
import { freshSlots, underWay, type SlotsState } from "./fold";
import type { MachineSheet } from "./machine";
import { landsOf, momentAt, timelineOf, type Moment, type Timeline } from "./reveal";

/** What a machine shows at a moment: of a live round, or of one told again. */
export interface Show {
  s: SlotsState;
  timeline: Timeline | null;
  moment: Moment | null;
  nowMs: number;
  /** The newest gamble's card lies open. */
  cardOpen: boolean;
  /** All that the newest step tells has been told. */
  told: boolean;
  /** Of the round, as far as it has been told, in minor units. */
  winMinor: number;
  /** When all of the newest step is told. */
  toldMs: number;
  /** When this answer changes by itself; null: never. */
  nextMs: number | null;
}

export interface Hand extends Show {
  coin: number;
  stakeMinor: number;
  choose(coin: number): void;
  balanceMinor: number | null;
  /** When the next press may come; 0: now, or it is not a matter of time. */
  readyMs: number;
  sending: boolean;
  online: boolean;
  act: { spin(): void; next(): void; gamble(colour: Colour): void; collect(): void };
  can: { spin: boolean; next: boolean; gamble: boolean; stake: boolean };
}

const coinKey = (game: string) => `croupier.coin.${game}`;

function useCoin(game: string, coins: number[]): [number, (coin: number) => void] {
  const [coin, setCoin] = useState(() => {
    try {
      const kept = Number(localStorage.getItem(coinKey(game)));
      return coins.includes(kept) ? kept : coins[Math.min(1, coins.length - 1)]!;
    } catch { return coins[0]!; }
  });
  return [coin, (c) => {
    setCoin(c);
    try { localStorage.setItem(coinKey(game), String(c)); } catch { /* chosen for this visit only */ }
  }];
}

/** The round that an act of this moment belongs to. */
export function roundToAct(r: RoomState, s: SlotsState): number {
  if (underWay(s)) return s.round || r.round;
  const next = s.phase === "none" ? r.round : r.round + 1;
  return Math.max(next, r.pair?.next ?? 0);
}

export function useHand(r: RoomState, sheet: MachineSheet): Hand {
  const client = useClient();
  const signedIn = useApp((a) => a.me?.signedIn ?? false);
  const online = useApp((a) => a.status.state === "online") && r.joined;
  const s = (r.play as SlotsState | null) ?? freshSlots();
  const { beat } = s;
  const [chosen, choose] = useCoin(r.game, sheet.options.coins);
  const live = underWay(s);
  const coin = live && s.coin ? s.coin : chosen;
  const stakeMinor = coin * sheet.machine.cost;
  const nowMs = client.now();
  const show = showOf(s, sheet, nowMs);
  const { winMinor, toldMs } = show;
  const wallet = useBalance(r.currency);
  const held = useApp((a) => heldOf(a.wallets[r.currency], s.round, client.now()));
  const balanceMinor = wallet === null ? null : purseOf(s, wallet, held, winMinor);
  const sending = r.acts.some((a) => a.ask !== "room.rotate");
  const readyMs = Math.max(live ? 0 : s.nextAtMs, toldMs);
  const ready = nowMs >= readyMs && !sending && online && signedIn && !r.paused;
  const doing = live ? beat?.state.doing : undefined;
  const due = [show.nextMs, s.nextAtMs, s.paid?.landsAtMs].filter((ms): ms is number => typeof ms === "number" && ms > nowMs);
  useMoment(due.length ? Math.min(...due) : null);
  const ask = (what: string, body: unknown) => client.ask(r.room, roundToAct(r, s), what, body);
  const can = {
    spin: ready && !live, next: ready && doing === "free", gamble: ready && doing === "gamble", stake: signedIn && !live && !sending,
  };
  return {
    ...show, coin, stakeMinor, choose, balanceMinor, readyMs, sending, online, can,
    act: {
      spin: () => { if (can.spin) ask("spin", { coin }); },
      next: () => { if (can.next) ask("next", {}); },
      gamble: (colour) => { if (can.gamble) ask("gamble", { colour }); },
      collect: () => { if (can.gamble) ask("collect", {}); },
    },
  };
}

/**
 * The balance beside the machine: a stake is gone at once, a win comes as it is
 * told. \`held\` is what the wallet holds back of this round until it lands.
 */
export function purseOf(s: SlotsState, walletMinor: number, held: number | null, winMinor: number): number {
  if (!s.paid) return walletMinor + (held !== null && held === -s.staked ? held : 0);
  return walletMinor + (held ?? 0) - Math.max(0, s.paid.returned - winMinor);
}

export function showOf(s: SlotsState, sheet: MachineSheet, nowMs: number): Show {
  const { beat } = s;
  if (!beat) return { s, timeline: null, moment: null, nowMs, cardOpen: false, told: true, winMinor: 0, toldMs: 0, nextMs: null };
  const { landMs } = sheet.options;
  const landsMs = landsOf(beat, landMs);
  const gamble = beat.kind === "gamble";
  const timeline = timelineOf(beat.shown, gamble ? 0 : landsMs, landMs, s.staked);
  const moment = momentAt(timeline, beat.shown, nowMs);
  const cardOpen = gamble && nowMs >= landsMs;
  const due = [moment.nextMs, gamble ? landsMs : null].filter((ms): ms is number => ms !== null && ms > nowMs);
  return {
    s, timeline, moment, nowMs, cardOpen, told: gamble ? cardOpen : moment.told === "done", winMinor: winOf(s, moment, cardOpen),
    toldMs: gamble ? landsMs : timeline.doneMs, nextMs: due.length ? Math.min(...due) : null,
  };
}

function winOf(s: SlotsState, moment: Moment | null, cardOpen: boolean): number {
  const { beat } = s;
  if (!beat || !moment) return 0;
  if (beat.kind === "gamble") return cardOpen ? beat.state.win : beat.gambled!.before;
  const before = Math.max(0, beat.state.win - beat.shown.win);
  return Math.min(beat.state.win, before + moment.counted);
}

/** The keys of a machine. A key held down presses once (RTS 14G). */
export function useMachineKeys(hand: Hand, doors: { pays(): void; fair(): void; help(): void; gamble(): void }, coins: number[]): void {
  useEffect(() => {
    const step = (by: number) => {
      const next = coins[coins.indexOf(hand.coin) + by];
      if (next !== undefined && hand.can.stake) hand.choose(next);
    };
    const onKey = (e: KeyboardEvent) => {
      const target = e.target as HTMLElement;
      if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      if (e.repeat && (e.key === " " || e.key === "Enter")) { e.preventDefault(); return; }
      if (document.querySelector("dialog[open]")) return;
      const key = e.key.toLowerCase();
      if (e.key === " " && !/^(BUTTON|A)$/.test(target.tagName)) { if (hand.can.next) hand.act.next(); else hand.act.spin(); }
      else if (e.key === "+" || e.key === "=") step(1);
      else if (e.key === "-") step(-1);
      else if (e.key === "?") doors.help();
      else if (!lettersAct()) return;
      else if (key === "p") doors.pays();
      else if (key === "f") doors.fair();
      else if (key === "c") hand.act.collect();
      else if (key === "g") doors.gamble();
      else if (key === "r") hand.act.gamble("red");
      else if (key === "b") hand.act.gamble("black");
      else return;
      e.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
}

function lettersAct(): boolean {
  try { return localStorage.getItem("croupier.keys.off") === null; } catch { return true; }
}


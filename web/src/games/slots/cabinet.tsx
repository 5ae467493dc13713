import type { ComponentChildren } from "preact";
import { t } from "../../text/en";
import { ts } from "../../text/slots";
import { money, timeOfDay } from "../../text/format";
import { Icon } from "../../ui/parts";
import { nameOf, type Art } from "./art/art";
import { Backdrop, Sprites, Sym } from "./art/sprites";
import type { Hand, Show } from "./hand";
import type { MachineSheet } from "./machine";
import { Reels } from "./reels";
import { turnsOf } from "./reveal";
import { outcomeLine, turnLine } from "./words";

interface Props { hand: Show; sheet: MachineSheet; art: Art; title: string; currency: string; children?: ComponentChildren }

/** The machine itself: its place, its frame, its reels, and what it says. */
export function Cabinet({ hand, sheet, art, title, currency, children }: Props) {
  const { s, moment } = hand;
  const spinning = moment?.told === "turning";
  const free = Boolean(s.beat && (s.beat.state.doing === "free" || (s.beat.kind === "free" && (s.phase === "closed" || !hand.told))));
  return (
    <section class={`machine m-${art.key} ${free ? "in-free" : ""}`} aria-label={title} data-testid="machine" data-told={moment?.told ?? "rest"}>
      <Sprites art={art} />
      <Backdrop art={art} />
      <div class={`cabinet of-${sheet.reels}`}>
        <Marquee hand={hand} sheet={sheet} art={art} title={title} free={free} />
        <div class="frame">
          <i class="bolt" aria-hidden="true" /><i class="bolt" aria-hidden="true" /><i class="bolt" aria-hidden="true" /><i class="bolt" aria-hidden="true" />
          <Reels art={art} sheet={sheet} beat={s.beat} timeline={hand.timeline} moment={moment} nowMs={hand.nowMs} stops={s.stops} label={windowLabel(hand, sheet, art, spinning)} />
          <Prizes hand={hand} art={art} currency={currency} />
          {children}
        </div>
        <Says hand={hand} sheet={sheet} art={art} currency={currency} />
        {art.key === "sevens" && <span class={`lever ${spinning ? "pulled" : ""}`} aria-hidden="true"><i /></span>}
      </div>
    </section>
  );
}

function windowLabel(hand: Show, sheet: MachineSheet, art: Art, spinning: boolean): string {
  const { beat } = hand.s;
  if (!beat || !hand.moment || spinning) return `${ts.reels}. ${ts.spinsOn}`.slice(0, spinning ? undefined : ts.reels.length);
  const { rows } = beat.shown.drops[hand.moment.drop]!;
  return `${ts.reels}: ${Array.from({ length: sheet.reels }, (_, k) => rows.map((r) => nameOf(art, r[k]!)).join(", ")).join("; ")}`;
}

function Marquee({ hand, sheet, title, free }: Omit<Props, "currency" | "children"> & { free: boolean }) {
  const { s, moment } = hand;
  const ladder = s.beat?.kind === "free" ? (sheet.machine.tumble?.freeLadder ?? sheet.machine.tumble?.ladder) : sheet.machine.tumble?.ladder;
  const turning = moment?.told === "turning";
  const played = s.beat ? s.beat.state.played : 0;
  const given = s.beat ? s.beat.state.given - (turning ? s.beat.shown.awarded : 0) : 0;
  return (
    <header class="marquee">
      {free && !(turning && s.beat?.kind === "spin")
        ? <p class="free-count" data-testid="free-count"><b>{s.beat!.kind === "free" ? ts.freeOf(played, given) : hand.told ? ts.freeAhead(given) : title}</b>{(sheet.machine.free?.times ?? 1) > 1 && <span>{ts.freeTimes(sheet.machine.free!.times)}</span>}</p>
        : <p class="plate">{title}</p>}
      {ladder && (
        <ol class="ladder" aria-label={ts.ladderName}>
          {ladder.map((times, i) => <li key={i} class={isRung(hand, ladder, i) ? "on" : ""}>×{times}</li>)}
        </ol>
      )}
    </header>
  );
}

function isRung(hand: Show, ladder: number[], i: number): boolean {
  const { moment, s } = hand;
  if (!moment || !s.beat || moment.told === "turning" || moment.told === "done") return false;
  return Math.min(moment.drop, ladder.length - 1) === i && (s.beat.shown.drops[moment.drop]!.wins?.length ?? 0) > 0;
}

/** What the draws of a bonus gave, once the reels stand. */
function Prizes({ hand, art, currency }: Pick<Props, "hand" | "art" | "currency">) {
  const { beat } = hand.s;
  const { moment } = hand;
  if (!beat?.shown.prizes?.length || !moment || moment.told === "turning" || beat.kind === "gamble") return null;
  return (
    <ul class="prizes" data-testid="prizes">
      {beat.shown.prizes.map((p, i) => (
        <li key={i}><Sym art={art} name={p.symbol} /><b>{money(p.pay, currency)}</b>
          {p.draws.length > 1 && <span class="draws">{p.draws.map((d, k) => <span key={k}>{money(d, currency)}</span>)}</span>}
        </li>
      ))}
    </ul>
  );
}

/** The line under the reels: the win as it counts, and what it is made of, in turn. */
function Says({ hand, sheet, art, currency }: Omit<Props, "title" | "children">) {
  const { s, moment, winMinor } = hand;
  const { beat } = s;
  const live = s.phase === "closed";
  let line = ts.goodLuck;
  if (s.phase === "void") line = ts.voided;
  else if (beat && moment) {
    const turns = turnsOf(beat.shown);
    if (moment.told === "turning") line = ts.spinsOn;
    else if (beat.kind === "gamble") line = hand.cardOpen ? (beat.gambled!.won ? ts.cameWon(ts[beat.gambled!.came], money(beat.state.win, currency)) : ts.cameLost(ts[beat.gambled!.came], money(beat.gambled!.before, currency))) : ts.gambleTitle;
    else if (moment.told === "done" && moment.turn >= 0 && turns[moment.turn]) line = turnLine(turns[moment.turn]!, beat, sheet, art, currency);
    else if (moment.told !== "done") {
      const here = beat.shown.drops[moment.drop]!;
      line = (here.wins?.length ?? 0) > 0 && beat.shown.drops.length > 1 ? ts.dropOf(moment.drop + 1, here.times) : turns.length > 1 ? ts.wins(turns.length) : turns.length ? turnLine(turns[0]!, beat, sheet, art, currency) : outcomeOr(hand, currency);
    } else line = outcomeOr(hand, currency);
    if (beat.system && moment.told === "done" && beat.kind === "free") line = ts.freeSystem;
  }
  const great = winMinor > s.staked && winMinor > 0;
  return (
    <div class={`says ${great ? "great" : ""}`}>
      <p class="says-line" data-testid="says">{line}</p>
      <p class="says-win"><span>{live || (beat && beat.state.played > 0) ? ts.totalWin : ts.win}</span> <b data-testid="win" data-minor={winMinor}>{money(winMinor, currency)}</b></p>
      {live && hand.told && beat?.state.doing === "free" && beat.state.untilMs > 0 && <p class="says-fine">{ts.freeHint(timeOfDay(beat.state.untilMs))}</p>}
      {!live && hand.told && s.paid && winMinor > 0 && <p class="says-fine" data-testid="outcome">{outcomeOr(hand, currency)}</p>}
    </div>
  );
}

/** What a finished spin comes to; in a round that goes on, nothing is lost yet. */
function outcomeOr(hand: Show, currency: string): string {
  const { s, winMinor } = hand;
  if (!s.paid && s.phase !== "settled") return s.beat!.shown.win > 0 ? ts.won(money(s.beat!.shown.win, currency)) : ts.nothing;
  if (s.beat!.state.played > 0) return ts.freeDone(s.beat!.state.played, money(winMinor, currency));
  return outcomeLine(s, winMinor, currency);
}

/** Red or black: the card, what may be done, and within which limits. */
export function Gamble({ hand, sheet, currency, onClose }: { hand: Show & Partial<Pick<Hand, "can" | "act">>; sheet: MachineSheet; currency: string; onClose?(): void }) {
  const g = sheet.machine.gamble!;
  const { beat, gambles } = hand.s;
  if (!beat) return null;
  const covered = beat.kind === "gamble" && !hand.cardOpen;
  const past = covered ? gambles.slice(0, -1) : gambles;
  const face = beat.kind === "gamble" && hand.cardOpen ? beat.gambled!.came : "back";
  const steps = beat.state.steps + (beat.state.doing === "gamble" && !covered ? 1 : 0);
  const over = beat.state.doing !== "gamble" && !covered;
  return (
    <div class="gamble" role="group" aria-label={ts.gambleTitle} data-testid="gamble">
      <p class="gamble-lead"><b>{ts.gambleTitle}</b> {over ? "" : ts.gambleLead(money(hand.winMinor, currency))}</p>
      <div class="gamble-row">
        <button type="button" class="suit red" disabled={!hand.can?.gamble} data-testid="gamble-red" onClick={() => hand.act?.gamble("red")}><Suit colour="red" />{ts.red}</button>
        <span class={`card-face ${face} ${covered ? "turning" : ""}`} role="img" aria-label={ts.card[face]} key={`${beat.key}:${face}`}>{face === "back" ? <CardBack /> : <Suit colour={face} />}</span>
        <button type="button" class="suit black" disabled={!hand.can?.gamble} data-testid="gamble-black" onClick={() => hand.act?.gamble("black")}><Suit colour="black" />{ts.black}</button>
      </div>
      <ol class="gamble-past" aria-label={ts.cards}>
        {past.slice(-8).map((x, i) => <li key={i} class={x.came}><Suit colour={x.came} /><span class="unseen">{ts[x.came]}</span></li>)}
        <li class="step">{ts.gambleStep(Math.min(steps, g.stepsMax), g.stepsMax)}</li>
      </ol>
      <p class="gamble-fine">{ts.gambleLimits(g.stepsMax, money(g.winTimesMax * hand.s.staked, currency))}</p>
      {onClose && (beat.kind !== "gamble" || over) && <button type="button" class="icon" aria-label={t.close} onClick={onClose}><Icon name="close" /></button>}
    </div>
  );
}

function Suit({ colour }: { colour: "red" | "black" }) {
  return (
    <svg class="suit-mark" viewBox="0 0 40 40" aria-hidden="true">
      {colour === "red"
        ? <path d="M20 35C8 26 4 20 4 13.500A8.500 8.500 0 0120 10a8.500 8.500 0 0116 3.500C36 20 32 26 20 35z" />
        : <path d="M20 3c10 9 15 14 15 20a7.500 7.500 0 01-13 5c0 4 2 7 5 9H13c3-2 5-5 5-9a7.500 7.500 0 01-13-5C5 17 10 12 20 3z" />}
    </svg>
  );
}

function CardBack() {
  return (
    <svg class="card-back" viewBox="0 0 60 84" aria-hidden="true" preserveAspectRatio="none">
      <rect x="5" y="5" width="50" height="74" rx="4" /><path d="M30 14l16 28-16 28-16-28zM30 26l9 16-9 16-9-16z" />
    </svg>
  );
}

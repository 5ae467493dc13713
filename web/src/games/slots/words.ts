// What a machine says of a spin, in sentences.
import { ts } from "../../text/slots";
import { money } from "../../text/format";
import { nameOf, type Art } from "./art/art";
import type { Beat, SlotsState } from "./fold";
import type { MachineSheet } from "./machine";
import { turnsOf, type Turn } from "./reveal";

/** One win, named with its amount. */
export function turnLine(turn: Turn, beat: Beat, sheet: MachineSheet, art: Art, currency: string): string {
  if ("scatters" in turn) {
    const name = nameOf(art, sheet.machine.symbols.find((s) => s.role === "scatter")?.name ?? "");
    const award = turn.awarded > 0 ? (beat.kind === "free" ? ts.awardMore(turn.awarded) : ts.award(turn.awarded)) : "";
    const pay = turn.pay > 0 ? ts.scatterPay(turn.scatters, name, money(turn.pay, currency)) : `${turn.scatters} × ${name}`;
    return award ? `${pay} · ${award}` : pay;
  }
  if ("prize" in turn) return ts.prize(nameOf(art, turn.prize), money(turn.pay, currency));
  const { win } = turn;
  const name = nameOf(art, win.symbol);
  const amount = money(win.pay, currency);
  if (win.ways) {
    const ladder = beat.shown.drops[turn.drop]!.times;
    return ts.ways(win.ways, win.count, name, amount) + (ladder > 1 ? ts.ladder(ladder) : "");
  }
  return (win.times ?? 1) > 1 ? ts.lineTimes(win.line!, win.count, name, win.times!, amount) : ts.line(win.line!, win.count, name, amount);
}

/** How a spin or a whole round ended: called a win only where more came back than was staked. */
export function outcomeLine(s: SlotsState, winMinor: number, currency: string): string {
  if (winMinor <= 0) return ts.stakeLost(money(s.staked, currency));
  if (s.paid?.why === "capped") return ts.capped(money(winMinor, currency));
  return winMinor > s.staked ? ts.won(money(winMinor, currency)) : ts.back(money(winMinor, currency), money(s.staked, currency));
}

/** What a screen reader hears of a spin once it stands: the window, its wins, what there is to do. */
export function spokenSpin(s: SlotsState, sheet: MachineSheet, art: Art, currency: string): string {
  const beat = s.beat!;
  if (beat.kind === "gamble") {
    const g = beat.gambled!;
    return g.won ? ts.cameWon(ts[g.came], money(beat.state.win, currency)) : ts.cameLost(ts[g.came], money(g.before, currency));
  }
  const turns = turnsOf(beat.shown);
  const wins = turns.slice(0, 5).map((x) => turnLine(x, beat, sheet, art, currency));
  const counter = beat.kind === "free" ? [ts.freeOf(beat.state.played, beat.state.given)] : [];
  const ahead = beat.state.doing === "free" ? [`${ts.freeLeft(beat.state.given - beat.state.played)}.`] : [];
  const end = s.paid ? [outcomeLine(s, s.paid.returned, currency)] : beat.state.doing === "gamble" ? [`${ts.totalWin} ${money(beat.state.win, currency)}. ${ts.collect}, ${ts.gamble}.`] : [];
  return [...counter, ...(wins.length ? wins : s.paid ? [] : [ts.nothing]), ...ahead, ...end].join(". ").replaceAll("..", ".");
}

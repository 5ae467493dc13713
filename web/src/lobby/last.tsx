import { t } from "../text/en";
import { count } from "../text/format";
import { crashGame } from "../games/crash/door";
import type { CardExtra } from "../games/roulette/bodies";
import { lastOfCard } from "../games/roulette/stage";
import { Pip } from "../ui/parts";
import { Point } from "../ui/point";

/** A hand on a lobby card's row of beads. */
export interface Bead { win: string; points?: number; suited?: boolean }
/** What the lobby's cards of all games tell, each its own part of it. */
export interface AnyExtra extends Omit<CardExtra, "last"> { last?: unknown[]; seats?: number; taken?: number; startsAtMs?: number }

export type Kind = "roulette" | "crash" | "duel" | "hands";

/** How a game's past is told on a card. */
export function kindOf(game: string): Kind {
  if (game === crashGame) return "crash";
  if (game === "baccarat" || game === "dragon-tiger") return "duel";
  return game.startsWith("blackjack") ? "hands" : "roulette";
}

const beadsMost = 12;
const seatsMost = 7;

/** The newest hands that may be shown, oldest first: one that has not landed is none of them. */
export function beadsOf(x: AnyExtra, nowMs: number): Bead[] {
  const last = (x.last ?? []) as Bead[];
  return (nowMs < (x.landsAtMs ?? 0) ? last.slice(0, -1) : last).slice(-beadsMost);
}

/** What came last at a table: numbers, points, beads, or who sits there. */
export function LastOf({ kind, x, nowMs }: { kind: Kind; x: AnyExtra; nowMs: number }) {
  switch (kind) {
    case "duel": return <Beads beads={beadsOf(x, nowMs)} />;
    case "hands": return <Seats seats={x.seats ?? 0} taken={x.taken ?? 0} />;
    case "crash": {
      const last = ((x.last ?? []) as number[]).slice(0, 6);
      return <ol class="pips" aria-label={t.lastPoints}>{last.map((m, i) => <li key={`${last.length}-${i}`}><Point m={m} /></li>)}{last.length === 0 && <li class="dim">{t.noPoints}</li>}</ol>;
    }
    case "roulette": {
      const last = lastOfCard(x as CardExtra, nowMs);
      return <ol class="pips" aria-label={t.lastNumbers}>{last.slice(0, 9).map((n, i) => <li key={`${last.length}-${i}`}><Pip n={n} big={i === 0} /></li>)}{last.length === 0 && <li class="dim">{t.noNumbers}</li>}</ol>;
    }
  }
}

function Beads({ beads }: { beads: Bead[] }) {
  return (
    <ol class="pips beads" aria-label={t.lastHands}>
      {beads.map((b, i) => (
        <li key={`${beads.length}-${i}`}>
          <span class={`bead-pip side-${b.win}`} data-win={b.win}><span aria-hidden="true">{b.points ?? t.sideLetter[b.win]}</span><span class="unseen">{t.beadSays(t.sideName[b.win] ?? b.win, b.points)}</span></span>
        </li>
      ))}
      {beads.length === 0 && <li class="dim">{t.noHandYet}</li>}
    </ol>
  );
}

/** Seats as places around a table; a table without seats says how many play. */
function Seats({ seats, taken }: { seats: number; taken: number }) {
  if (seats === 0) return <p class="pips seats-line">{taken === 0 ? t.roomForAll : t.handPlayers(taken)}</p>;
  return (
    <div class="pips seats-line">
      <span class="seat-dots" aria-hidden="true">{Array.from({ length: Math.min(seats, seatsMost) }, (_, i) => <i key={i} class={i < taken ? "taken" : ""} />)}</span>
      <span>{taken >= seats ? t.seatsFull : t.seatsTaken(count(taken), count(seats))}</span>
    </div>
  );
}

// The chips on the felt, and the walk of the money when the ball has landed:
// losing chips go to the house, winning ones are paid from it, then both go home.
import { useLayoutEffect, useRef } from "preact/hooks";
import { chipLabel } from "../../text/format";
import { reducedMotion, useClient } from "../../ui/hooks";
import type { SpotStake, Win } from "./bodies";
import { isZero, labelOf, type Hit, type Layout } from "./layout";
import { chips, type Play } from "./play";
import type { Sheet } from "./sheet";

/** A result on show, and what it paid the player. */
export interface Landing { number: number; landsAtMs: number; wins: Win[] }

/** The chip whose colour a stake is drawn in: the largest that fits into it. */
export function chipOf(minor: number): number {
  return chips.findLast((c) => c <= minor) ?? chips[0]!;
}

export function ChipFace({ minor, currency }: { minor: number; currency: string }) {
  return <span class={`chip c${chipOf(minor) / 100}`}><span>{chipLabel(minor, currency)}</span></span>;
}

interface Props {
  layout: Layout; sheet: Sheet; play: Play; totals: Map<string, number>; currency: string; landing: Landing | null;
  preview: SpotStake[];
}

export function FeltChips({ layout, sheet, play, totals, currency, landing, preview }: Props) {
  const client = useClient();
  const sinceMs = landing ? client.now() - landing.landsAtMs : 0;
  const ghosts = new Map(preview.map((s) => [s.spot, s.stake]));
  const begun = { "--since": `${-Math.max(0, Math.round(sinceMs))}ms` };
  return (
    <div class={`chips-layer ${landing ? "walk" : ""}`} aria-hidden="true" key={landing ? landing.landsAtMs : "play"} style={begun}>
      {layout.hits.map((h) => {
        const mine = play.mine.get(h.spot) ?? 0;
        const checking = play.checking.get(h.spot) ?? 0;
        const others = Math.max(0, (totals.get(h.spot) ?? 0) - mine);
        const ghost = ghosts.get(h.spot) ?? 0;
        if (mine + checking + others + ghost === 0) return null;
        const fate = landing === null ? "" : fateOf(sheet, h.spot, landing.number);
        const win = landing?.wins.find((w) => w.spot === h.spot);
        return (
          <div key={h.spot} class={`pile ${fate} ${/^(straight|column)/.test(h.spot) ? "on-number" : ""}`} style={at(layout, h)}>
            {others > 0 && <span class={`others ${mine + checking > 0 ? "aside" : ""}`}>{chipLabel(others, currency)}</span>}
            {mine + checking > 0 && <Pile minor={mine + checking} pale={checking > 0} currency={currency} />}
            {ghost > 0 && <span class={`ghost ${mine + checking > 0 ? "aside" : ""}`}><ChipFace minor={ghost} currency={currency} /></span>}
            {win && payOf(landing!.wins, h.spot) > 0 && <span class="payout"><ChipFace minor={payOf(landing!.wins, h.spot)} currency={currency} /></span>}
          </div>
        );
      })}
      {landing && <Dolly layout={layout} number={landing.number} />}
    </div>
  );
}

/** Wins are paid, losses swept; la partage gives half of an even-money stake back. */
function fateOf(sheet: Sheet, spot: string, number: number): "won" | "lost" | "half" {
  const s = sheet.byName.get(spot);
  if (s?.numbers.includes(number)) return "won";
  return s?.kind === "even" && isZero(number) && sheet.zero !== "none" ? "half" : "lost";
}

/** What a spot won beside its stakes, over all the player's bets on it. */
function payOf(wins: Win[], spot: string): number {
  return wins.filter((w) => w.spot === spot).reduce((sum, w) => sum + w.back - w.stake, 0);
}

function at(l: Layout, h: Hit): Record<string, string> {
  // The house is above the felt, the player's hand below it.
  return {
    left: `${(100 * h.x) / l.w}%`, top: `${(100 * h.y) / l.h}%`,
    "--up": `${-(h.y / l.h) * 100 - 12}cqh`, "--down": `${(1 - h.y / l.h) * 100 + 18}cqh`, "--aside": `${((l.w / 2 - h.x) / l.w) * 60}cqw`,
  };
}

/** The player's chips on a spot; a new one slides there from the chip in hand. */
function Pile({ minor, pale, currency }: { minor: number; pale: boolean; currency: string }) {
  const ref = useRef<HTMLSpanElement>(null);
  const before = useRef(0);
  useLayoutEffect(() => {
    const grown = minor > before.current;
    before.current = minor;
    const hand = document.querySelector(".tray .in-hand");
    const el = ref.current;
    if (!grown || !pale || !hand || !el || reducedMotion()) return;
    const a = hand.getBoundingClientRect();
    const b = el.getBoundingClientRect();
    const dx = a.left + a.width / 2 - b.left - b.width / 2;
    const dy = a.top + a.height / 2 - b.top - b.height / 2;
    el.animate(
      [{ transform: `translate(${dx}px, ${dy}px) scale(1.25)` }, { transform: "none" }],
      { duration: 240, easing: "cubic-bezier(.2,.7,.3,1)" },
    );
  }, [minor]);
  return <span ref={ref} class={`mine ${pale ? "pale" : ""}`}><ChipFace minor={minor} currency={currency} /></span>;
}

function Dolly({ layout, number }: { layout: Layout; number: number }) {
  const h = layout.hits.find((x) => x.spot === `straight:${labelOf(number)}`);
  return h ? <span class="dolly" style={{ left: `${(100 * h.x) / layout.w}%`, top: `${(100 * h.y) / layout.h}%` }} /> : null;
}

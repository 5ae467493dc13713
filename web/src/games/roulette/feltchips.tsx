// The chips on the felt, and the walk of the money when the ball has landed:
// losing chips go to the house, winning ones are paid from it, then both go home.
import { chipLabel } from "../../text/format";
import { useSince } from "../../ui/hooks";
import { ChipFace, Pile } from "../chips/chip";
import type { Play } from "../chips/play";
import type { SpotStake, Win } from "./bodies";
import { isZero, labelOf, type Hit, type Layout } from "./layout";
import { t } from "../../text/en";
import type { Sheet } from "./sheet";

/** A result on show, what it paid the player, and which stakes zero held before it, by spot. */
export interface Landing { number: number; landsAtMs: number; wins: Win[]; before: Map<string, number> }

interface Props {
  layout: Layout; sheet: Sheet; play: Play; totals: Map<string, number>; held: Map<string, number>; currency: string; landing: Landing | null;
  preview: SpotStake[];
}

export function FeltChips({ layout, sheet, play, totals, held, currency, landing, preview }: Props) {
  const ghosts = new Map(preview.map((s) => [s.spot, s.stake]));
  const begun = useSince(landing?.landsAtMs ?? null);
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
          <div key={h.spot} class={`pile ${fate} ${/^(straight|column)/.test(h.spot) ? "on-number" : ""} ${h.tight ? "tight" : ""}`} style={at(layout, h.chip)}>
            {others > 0 && <span class={`others ${mine + checking > 0 ? "aside" : ""}`}>{chipLabel(others, currency)}</span>}
            {mine + checking > 0 && <Pile minor={mine + checking} pale={checking > 0} currency={currency} />}
            {ghost > 0 && <span class={`ghost ${mine + checking > 0 ? "aside" : ""}`}><ChipFace minor={ghost} currency={currency} /></span>}
            {win && payOf(landing!.wins, h.spot) > 0 && <span class="payout"><ChipFace minor={payOf(landing!.wins, h.spot)} currency={currency} /></span>}
          </div>
        );
      })}
      {layout.hits.filter((h) => sheet.zero === "prison" && sheet.byName.get(h.spot)?.kind === "even").map((h) => {
        const before = landing ? landing.before.get(h.spot) ?? 0 : 0;
        const now = held.get(h.spot) ?? 0;
        if (before + now === 0) return null;
        // What a number takes or frees walks like other chips; what a zero takes comes to stay.
        const fate = !landing ? "" : now > before ? "taken" : now > 0 ? "" : fateOf(sheet, h.spot, landing.number);
        return <div key={`held ${h.spot}`} class={`pile ${fate}`} style={at(layout, jailOf(h))} data-testid={`held-${h.spot}`}><Jail minor={now || before} currency={currency} /></div>;
      })}
      {landing && <Dolly layout={layout} number={landing.number} />}
    </div>
  );
}

/** A stake that zero holds: a chip behind bars, and a letter for what that means. */
function Jail({ minor, currency }: { minor: number; currency: string }) {
  return <span class="jail mine"><ChipFace minor={minor} currency={currency} /><i /><b class="p-mark">{t.prisonMark}</b></span>;
}

/** Held stakes lie at the other end of the field from where chips are placed; upright beside its word. */
function jailOf({ box: b }: Hit): [number, number] {
  return b.w > b.h ? [b.x + b.w * 0.12, b.y + b.h / 2] : [b.x + b.w * 0.87, b.y + b.h * 0.3];
}

/** Wins are paid, losses swept; la partage gives half of an even-money stake back, en prison holds it. */
function fateOf(sheet: Sheet, spot: string, number: number): "won" | "lost" | "half" | "jailed" {
  const s = sheet.byName.get(spot);
  if (s?.numbers.includes(number)) return "won";
  if (s?.kind !== "even" || !isZero(number) || sheet.zero === "none") return "lost";
  return sheet.zero === "prison" ? "jailed" : "half";
}

/** What a spot won beside its stakes, over all the player's bets on it. */
function payOf(wins: Win[], spot: string): number {
  return wins.filter((w) => w.spot === spot).reduce((sum, w) => sum + w.back - w.stake, 0);
}

function at(l: Layout, [x, y]: [number, number]): Record<string, string> {
  // The house is above the felt, the player's hand below it.
  return {
    left: `${(100 * x) / l.w}%`, top: `${(100 * y) / l.h}%`,
    "--up": `${-(y / l.h) * 100 - 12}cqh`, "--down": `${(1 - y / l.h) * 100 + 18}cqh`, "--aside": `${((l.w / 2 - x) / l.w) * 60}cqw`,
  };
}

function Dolly({ layout, number }: { layout: Layout; number: number }) {
  const h = layout.hits.find((x) => x.spot === `straight:${labelOf(number)}`);
  return h ? <span class="dolly" style={{ left: `${(100 * h.x) / layout.w}%`, top: `${(100 * h.y) / layout.h}%` }} /> : null;
}

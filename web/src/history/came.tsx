import { t } from "../text/en";
import { Pip } from "../ui/parts";
import { Point } from "../ui/point";

/** The parts of any game's result that say what came. */
export interface AnyResult {
  number?: number; point?: number; landsAtMs?: number; staked?: number; returned?: number;
  winner?: string; playerTotal?: number; bankerTotal?: number; suited?: boolean; dealer?: string[]; total?: number; natural?: boolean;
}

/** What came: a number, the point of a curve, who won a hand, or the dealer's total. */
export function Came({ result: r }: { result: AnyResult }) {
  if (r.point !== undefined) return <Point m={r.point} />;
  if (r.number !== undefined) return <Pip n={r.number} />;
  if (r.winner !== undefined) {
    const totals = r.playerTotal === undefined ? "" : ` ${r.playerTotal}–${r.bankerTotal}`;
    return <span class={`came side-${r.winner}`} data-winner={r.winner}><i aria-hidden="true">{t.sideLetter[r.winner]}</i> {t.sideName[r.winner]}{totals}</span>;
  }
  if (r.dealer) return <span class="came">{r.dealer.length === 0 ? t.noHands : t.dealerHad(r.total ?? 0, r.natural ?? false)}</span>;
  return null;
}

/** Whether a round's result says anything that can be shown. */
export const hasCome = (r: AnyResult | undefined) => r !== undefined && (r.point ?? r.number ?? r.winner ?? r.dealer) !== undefined;

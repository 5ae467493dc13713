import { tc, times } from "../../text/crash";
import { money, percent } from "../../text/format";
import type { Sheet } from "./bodies";
import { backOf, type Times } from "./law";

const shown: Times[] = [101, 150, 200, 300, 500, 1_000, 2_500, 5_000, 10_000];
const stakeMinor = 1_000;

/** The chance that the curve gets to a multiplier, as 1 in so many: (1 − edge)·100/k. */
export function chanceOf(m: Times, edge10000: number): number {
  return m <= 100 ? 1 : ((10_000 - edge10000) / 100) / m;
}

/** How often the curve gets where, made from the table's own edge. */
export function Odds({ sheet, currency, short }: { sheet: Sheet; currency: string; short?: boolean }) {
  return (
    <table class={`sheet ${short ? "short" : ""}`}>
      <caption class="unseen">{tc.odds}</caption>
      <thead><tr><th>{tc.oddsTo}</th><th class="num">{tc.oddsChance}</th><th class="num">{tc.oddsPays}</th></tr></thead>
      <tbody>
        {shown.filter((m) => m <= sheet.limits.timesMax).map((m) => (
          <tr key={m}><td>{times(m)}</td><td class="num">{percent(String(100 * chanceOf(m, sheet.edge10000)))}</td><td class="num">{money(backOf(stakeMinor, m), currency)}</td></tr>
        ))}
      </tbody>
    </table>
  );
}

import { plain, percent } from "../../text/format";
import { tfelt } from "../../text/felt";

export interface SpotRow { spot: string; title: string; hint?: string | undefined; pays: string; maxMinor: number; returns: string }

/** "0.989421000000" → "98.94 %". */
function share(decimal: string): string {
  return decimal ? percent(String(100 * Number(decimal))) : "–";
}

/** What pays what, how much may be staked, and what comes back on average. */
export function SpotTable({ rows, currency }: { rows: SpotRow[]; currency: string }) {
  return (
    <table class="sheet short">
      <thead><tr><th>{tfelt.colSpot}</th><th class="num">{tfelt.colPays}</th><th class="num">{tfelt.colLimit}</th><th class="num">{tfelt.colReturn}</th></tr></thead>
      <tbody>
        {rows.map((s) => (
          <tr key={s.spot}>
            <td>{s.title}{s.hint && <small>{s.hint}</small>}</td>
            <td class="num pays-cell">{s.pays}</td><td class="num">{plain(s.maxMinor, currency)}</td><td class="num">{share(s.returns)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

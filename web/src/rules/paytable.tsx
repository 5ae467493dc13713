import { t } from "../text/en";
import { percent, plain } from "../text/format";
import type { Kind, Sheet } from "../games/roulette/sheet";

const order: Kind[] = ["straight", "split", "street", "trio", "corner", "first-four", "top-line", "line", "column", "dozen", "even"];

/** What every bet covers, pays and allows, from the table's own sheet (G21). */
export function PayTable({ sheet, currency, short }: { sheet: Sheet; currency: string; short?: boolean }) {
  const rows = order.flatMap((kind) => {
    const spots = sheet.spots.filter((s) => s.kind === kind);
    return spots[0] ? [{ kind, spot: spots[0], n: spots.length }] : [];
  });
  const average = !short && Object.keys(sheet.returns).length > 0;
  return (
    <table class={`sheet ${short ? "short" : ""}`}>
      <thead>
        <tr><th>{t.rulesBet}</th>{!short && <th class="num">{t.rulesChance}</th>}<th class="num">{t.rulesPays}</th>{average && <th class="num wide-only">{t.rulesReturn}</th>}<th class="num">{t.rulesLimit}</th></tr>
      </thead>
      <tbody>
        {rows.map(({ kind, spot }) => (
          <tr key={kind}>
            <td><b>{t.kindNames[kind]}</b><small>{t.kindHints[kind]}</small></td>
            {!short && <td class="num">{spot.numbers.length} / {sheet.wheel.length}</td>}
            <td class="num">{t.paysShort(spot.pays)}</td>
            {average && <td class="num wide-only">{sheet.returns[kind] ? percent(sheet.returns[kind]!) : "–"}</td>}
            <td class="num">{plain(spot.minMinor, currency)} – {plain(spot.maxMinor, currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

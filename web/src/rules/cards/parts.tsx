import type { ComponentChildren } from "preact";
import { trule } from "../../text/cardrules";

export function Section({ head, lines }: { head: string; lines: string[] }) {
  return <section><h2>{head}</h2>{lines.filter(Boolean).map((line) => <p key={line}>{line}</p>)}</section>;
}

export interface BetRow { bet: string; hint?: string | undefined; pays: ComponentChildren; limit: string; returns: string; edge: string }

/** What pays what, how much may be staked, what comes back on average. */
export function Bets({ rows }: { rows: BetRow[] }) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={trule.bets}>
      <table class="sheet" data-testid="bets">
        <thead><tr><th>{trule.colBet}</th><th class="num">{trule.colPays}</th><th class="num wide-only">{trule.colLimit}</th><th class="num">{trule.colReturn}</th><th class="num wide-only">{trule.colEdge}</th></tr></thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.bet}><td><b>{r.bet}</b>{r.hint && <small>{r.hint}</small>}<small class="narrow-only">{r.limit}</small></td><td class="num">{r.pays}</td><td class="num wide-only">{r.limit}</td><td class="num">{r.returns}</td><td class="num wide-only">{r.edge}</td></tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { trec } from "../../text/records";
import { money } from "../../text/format";
import type { CardFinding, CardReport } from "../../proof/cards";
import { Icon } from "../../ui/parts";

/** What the check of a record found, line by line. */
export function Findings({ report, currency }: { report: CardReport; currency: string }) {
  return (
    <ul class="checks" data-testid="checks" data-ok={report.findings.every((f) => f.ok)} data-pending={report.findings.some((f) => f.pending)}>
      {report.findings.map((f) => (
        <li key={f.what} class={f.pending ? "later" : f.ok ? "ok" : "bad"} data-check={f.what}>
          <Icon name={f.pending ? "ring" : f.ok ? "check" : "broken"} />{wordOf(f, report, currency)}{!f.ok && f.what !== "paid" && <> – {trec.failed}</>}
        </li>
      ))}
    </ul>
  );
}

function wordOf(f: CardFinding, report: CardReport, currency: string): string {
  switch (f.what) {
    case "ids": return trec.ids;
    case "own": return trec.own;
    case "shoe": return f.pending ? trec.sealedLater : trec.sealed;
    case "cards": return trec.cards(report.shoe?.dealt.cards.length ?? 0);
    case "before": return trec.before;
    case "rules": return trec.rules;
    case "paid": return f.ok ? trec.paid(money(f.due ?? 0, currency)) : trec.paidFalse(money(f.told ?? 0, currency), money(f.due ?? 0, currency));
  }
}

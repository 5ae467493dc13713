import "./records.css";
import { t } from "../../text/en";
import { trec } from "../../text/records";
import { checkCards } from "../../proof/cards";
import type { RoundRecord } from "../../wire/http";
import { Findings } from "./findings";
import { Recall } from "./recall";
import { ShoePlaces } from "./shoe";

/** The page that checks a saved record: this one is of a card table. */
export function CardReportTold({ text }: { text: string }) {
  const record = JSON.parse(text) as RoundRecord;
  const report = checkCards(record);
  if (!report) return <p class="form-error" data-ok="false">{t.verifyWhy["unfinished"]}</p>;
  const ok = report.findings.every((f) => f.ok);
  const voided = record.events?.some((e) => e.type === "voided");
  const word = !ok ? trec.reportFalse : voided ? trec.reportVoid : report.findings.some((f) => f.pending) || !report.shoe ? trec.reportPart : trec.reportTrue;
  return (
    <div class="card-record">
      <p class={`verify-word ${ok ? "ok" : "bad"}`} data-ok={ok}>{word}</p>
      <Findings report={report} currency="FUN" />
      {ok && <Recall record={record} report={report} />}
      {ok && report.shoe && <ShoePlaces shoe={report.shoe} cut={report.shoe.dealt.shoe.cut} />}
      <details class="more-proof"><summary>{t.verifyHow}</summary><ol class="prose steps">{trec.how.map((s) => <li key={s}>{s}</li>)}</ol></details>
    </div>
  );
}

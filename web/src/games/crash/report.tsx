import "./crash.css";
import { tc, times } from "../../text/crash";
import { money } from "../../text/format";
import type { RoundRecord } from "../../wire/http";
import { t } from "../../text/en";
import { checkCrash, type CrashFinding, type CrashReport } from "../../proof/crash";
import { Icon } from "../../ui/parts";
import { ChainEnd } from "./fair";
import { Point } from "../../ui/point";

/** What the check of a record found, line by line. */
export function Findings({ report, currency }: { report: CrashReport; currency: string }) {
  return (
    <ul class="checks" data-testid="checks" data-ok={report.findings.every((f) => f.ok)}>
      {report.findings.map((f) => (
        <li key={f.what} class={f.ok ? "ok" : "bad"} data-check={f.what}><Icon name={f.ok ? "check" : "broken"} />{wordOf(f, report.point, currency)}{!f.ok && f.what !== "paid" && <> – {tc.checkFailed}</>}</li>
      ))}
    </ul>
  );
}

function wordOf(f: CrashFinding, point: number, currency: string): string {
  switch (f.what) {
    case "ids": return tc.checkIds;
    case "commitment": return tc.checkCommitment;
    case "point": return tc.checkPoint(times(point));
    case "paid": return f.ok ? tc.checkPaid(money(f.due ?? 0, currency)) : tc.checkPaidFalse(money(f.told ?? 0, currency), money(f.due ?? 0, currency));
  }
}

/** The page that checks a saved record: this one is of a crash table. */
export function CrashReportTold({ text }: { text: string }) {
  const record = JSON.parse(text) as RoundRecord;
  const report = checkCrash(record, record.chain?.salt ?? "");
  if (!report) return <p class="form-error" data-ok="false">{t.verifyWhy.unfinished}</p>;
  const ok = report.findings.every((f) => f.ok);
  return (
    <>
      <p class={`verify-word ${ok ? "ok" : "bad"}`} data-ok={ok}>{ok && <Point m={report.point} big />}{ok ? tc.reportTrue(times(report.point)) : tc.reportFalse}</p>
      <Findings report={report} currency="FUN" />
      {record.chain && <div class="links"><ChainEnd seed={record.seed!} round={record.round} chain={record.chain} /></div>}
    </>
  );
}

import { t } from "../text/en";
import { ts } from "../text/slots";
import { money } from "../text/format";
import { Icon } from "../ui/parts";
import { checkSession, type SessionFinding } from "./session";

/** What a saved round of a session comes to, checked in this page alone. */
export function SessionTold({ text }: { text: string }) {
  const report = checkSession(text);
  if ("why" in report) return <p class="form-error" data-ok="false">{report.why === "unfinished" ? ts.seedWaits : t.verifyWhy[report.why]}</p>;
  const ok = report.findings.every((f) => f.ok);
  return (
    <>
      <p class={`verify-word ${ok ? "ok" : "bad"}`} data-ok={ok}>{ok ? ts.verifyTrue : t.verifyFalse}</p>
      <ul class="checks">
        {report.findings.map((f) => <li key={f.what} class={f.ok ? "ok" : "bad"} data-check={f.what}><Icon name={f.ok ? "check" : "broken"} />{wordOf(f)}{!f.ok && <> – {t.checkFailed}</>}</li>)}
      </ul>
      <p class="fine">{ts.verifyMachine}</p>
    </>
  );
}

function wordOf(f: SessionFinding): string {
  switch (f.what) {
    case "ids": return ts.checkIds;
    case "commitment": return ts.checkSeed;
    case "steps": return ts.checkSpin(f.steps ?? 0);
    case "paid": return ts.checkPaid(money(f.dueMinor ?? 0));
  }
}

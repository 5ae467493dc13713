import { useState } from "preact/hooks";
import { t } from "../text/en";
import { money } from "../text/format";
import { sentence } from "../account/account";
import type { RoundRecord } from "../wire/http";
import { Button, Icon, Pip } from "../ui/parts";
import { Lazily } from "../ui/lazily";
import { useClient } from "../ui/hooks";
import { checkRecord, type Finding, type Report } from "./check";
import type { Payout } from "./payout";

import { crashGame, crashReport } from "../games/crash/door";
import { cardReport, isCards } from "../history/cards/door";

const sessionView = () => import("./sessionview");

function hasPair(text: string): boolean {
  try { return Boolean((JSON.parse(text) as { pair?: unknown } | null)?.pair); } catch { return false; }
}

/** The game that a record names; "" where it is none, or names none. */
function gameOf(text: string): string {
  try { return String((JSON.parse(text) as { game?: unknown } | null)?.game ?? ""); } catch { return ""; }
}

const fileMost = 4 << 20; // a round's record is far smaller

/** Saves a round as the server told it: what this page, or anyone's own program, checks later. */
export function SaveRound({ record }: { record: RoundRecord }) {
  const save = () => {
    const at = URL.createObjectURL(new Blob([JSON.stringify(record, null, 2)], { type: "application/json" }));
    const a = Object.assign(document.createElement("a"), { href: at, download: `round-${record.round}.json` });
    a.click();
    setTimeout(() => URL.revokeObjectURL(at), 10_000);
  };
  return <Button data-testid="export" onClick={save}><Icon name="save" />{t.exportRound}</Button>;
}

/** Checks a saved round in this page alone. Only "fetch" asks the server for something: the record itself. */
export function Verify() {
  const client = useClient();
  const [text, setText] = useState("");
  const [report, setReport] = useState<Report | null>(null);
  const [error, setError] = useState("");
  const [session, setSession] = useState(""); // a round of a private session, which is checked by its seeds
  const [crash, setCrash] = useState(""); // a round of a crash table, which has a check of its own
  const [cards, setCards] = useState(""); // and one of a card table
  const check = (record: string) => {
    const ofSession = hasPair(record);
    const ofCrash = gameOf(record) === crashGame;
    const ofCards = isCards(gameOf(record));
    setText(record);
    setError("");
    setSession(ofSession ? record : "");
    setCrash(ofCrash ? record : "");
    setCards(ofCards ? record : "");
    setReport(ofSession || ofCrash || ofCards ? null : checkRecord(record));
  };
  const open = async (file: File | undefined) => {
    if (!file) return;
    check(file.size > fileMost ? "" : await file.text());
  };
  const fetchRound = async (e: SubmitEvent) => {
    e.preventDefault();
    const id = Number(new FormData(e.target as HTMLFormElement).get("round"));
    try {
      const record = await client.http.round(id);
      const machine = record.pair ? ((await client.http.machine(record.game)).sheet as { machine?: unknown }).machine : undefined;
      check(JSON.stringify(machine ? { ...record, machine } : record, null, 2));
    } catch (cause) {
      setReport(null);
      setSession("");
      setCrash("");
      setCards("");
      setError(sentence(cause));
    }
  };
  return (
    <main id="main" tabIndex={-1} class="page verify">
      <h1>{t.verifyTitle}</h1>
      <p class="lead">{t.verifyLead}</p>
      <label class="field">{t.verifyPaste}
        <textarea rows={9} spellcheck={false} value={text} data-testid="verify-text" onInput={(e) => { setText(e.currentTarget.value); setReport(null); setSession(""); setCrash(""); setCards(""); }} />
      </label>
      <div class="row">
        <Button look="brass" data-testid="verify-run" disabled={!text.trim()} onClick={() => check(text)}>{t.verifyRun}</Button>
        <label class="button line file">{t.verifyOpen}<input type="file" accept=".json,application/json" onChange={(e) => void open(e.currentTarget.files?.[0])} /></label>
      </div>
      <form class="row" onSubmit={(e) => void fetchRound(e)}>
        <label class="field">{t.verifyFetch}<input name="round" type="number" min={2 ** 24 + 1} required /></label>
        <Button type="submit">{t.verifyFetchAct}</Button>
      </form>
      <div role="status" aria-live="polite" class="verify-report" data-testid="verify-report">
        {error && <p class="form-error">{error}</p>}
        {report && <Told report={report} />}
        {session && <Lazily load={sessionView} of="SessionTold" quiet text={session} />}
        {crash && <Lazily load={crashReport} of="CrashReportTold" quiet text={crash} />}
        {cards && <Lazily load={cardReport} of="CardReportTold" quiet text={cards} />}
      </div>
      <h2>{t.verifyHow}</h2>
      <ol class="prose steps">{t.verifySteps.map((s) => <li key={s}>{s}</li>)}</ol>
    </main>
  );
}

/** What the page says of a recomputed payout. */
export function paidWord(p: Payout): string {
  return p.ok ? t.checkPaid(money(p.dueMinor)) : t.checkPaidFalse(money(p.toldMinor), money(p.dueMinor));
}

function Told({ report }: { report: Report }) {
  if ("why" in report) return <p class="form-error" data-ok="false">{t.verifyWhy[report.why]}</p>;
  const ok = report.findings.every((f) => f.ok);
  const result = report.findings.some((f) => f.what === "number");
  return (
    <>
      <p class={`verify-word ${ok ? "ok" : "bad"}`} data-ok={ok}>{ok && result && <Pip n={report.number} big />}{!ok ? t.verifyFalse : result ? t.verifyTrue(report.number) : t.verifyVoid}</p>
      <ul class="checks">
        {report.findings.map((f) => (
          <li key={f.what} class={f.ok ? "ok" : "bad"} data-check={f.what}><Icon name={f.ok ? "check" : "broken"} />{wordOf(f, report.number)}{!f.ok && !f.paid && <> – {t.checkFailed}</>}</li>
        ))}
      </ul>
    </>
  );
}

function wordOf(f: Finding, number: number): string {
  if (f.paid) return paidWord(f.paid);
  return f.what === "ids" ? t.checkIds : f.what === "commitment" ? t.checkCommitment : t.checkNumber(f.ok ? number : f.number ?? number);
}

import { useState } from "preact/hooks";
import "./slots.css";
import "./machine.css";
import { t } from "../../text/en";
import { ts } from "../../text/slots";
import { dateTime, money, roundNumber, timeOfDay } from "../../text/format";
import { pairCommitment, playAgain, roundSeed, type Replayed } from "../../proof/session";
import { SaveRound } from "../../proof/page";
import type { RoundRecord } from "../../wire/http";
import type { Event } from "../../wire/types";
import { useClient, useLoaded, useMoment } from "../../ui/hooks";
import { Button, Failed, Icon, Skeleton, State } from "../../ui/parts";
import { href } from "../../ui/router";
import { artOf, nameOf, type Art } from "./art/art";
import type { FreeSpun, Gambled, Paid, Spun, TakenBack } from "./bodies";
import { Cabinet, Gamble } from "./cabinet";
import { showOf } from "./hand";
import { readMachine, type MachineSheet } from "./machine";
import { nextEvent, replayOf, stateAt } from "./replay";
import { turnsOf } from "./reveal";
import { turnLine } from "./words";

interface Read { record: RoundRecord; sheet: MachineSheet; art: Art; currency: string }

function useRecord(round: number) {
  const client = useClient();
  return useLoaded(async (): Promise<Read> => {
    const record = await client.http.round(round);
    const told = await client.http.machine(record.game);
    const sheet = readMachine(told.sheet, record.options ?? told.options);
    return { record, sheet, art: artOf(record.game, sheet.machine.symbols.map((s) => s.name)), currency: told.card.currency };
  }, [round]);
}

function Page({ children }: { children: preact.ComponentChildren }) {
  return <main id="main" tabIndex={-1} class="page">{children}</main>;
}

/** A past round on the machine that it was played on, labelled as what it is. */
export function SpinReplay({ round }: { round: number }) {
  const loaded = useRecord(round);
  if (loaded.error) return <Page><Failed code={loaded.error} again={loaded.reload} /></Page>;
  if (!loaded.value) return <Page><Skeleton rows={4} tall /></Page>;
  return <Shown {...loaded.value} />;
}

function Shown({ record, sheet, art, currency }: Read) {
  const client = useClient();
  const [startMs, setStartMs] = useState(() => client.now());
  const ended = record.phase === "settled" && client.now() >= (paidOf(record)?.landsAtMs ?? 0);
  const replay = ended ? replayOf(record, startMs, sheet.options.landMs) : null;
  const nowMs = client.now();
  const state = replay ? stateAt(replay, nowMs) : null;
  const show = state && showOf(state, sheet, nowMs);
  const due = [replay && nextEvent(replay, nowMs), show?.nextMs].filter((ms): ms is number => typeof ms === "number" && ms > nowMs);
  useMoment(due.length ? Math.min(...due) : null);
  if (!replay || !show) return <Page><State kind="empty" alone title={t.replayNone}><a class="button brass" href={href.round(record.round)}>{t.proof}</a></State></Page>;
  const paid = paidOf(record);
  const over = nowMs >= replay.endMs - 1_400;
  return (
    <main id="main" tabIndex={-1} class="replay slots-replay" data-testid="replay-stage" data-stage={over ? "landed" : "spinning"}>
      <div class="replay-head">
        <span class="tag replay-tag"><Icon name="rebet" />{t.replay}</span>
        <div><h1>{t.replayTitle(roundNumber(record.round))}</h1><p class="dim">{record.name} · {t.replayOf(dateTime(record.openedMs))}</p></div>
        <span class="spring" />
        <Button look="brass" data-testid="replay-again" onClick={() => setStartMs(client.now())}><Icon name="rebet" />{t.replayAgain}</Button>
      </div>
      <p class="replay-note">{ts.replayNote}</p>
      <Cabinet key={startMs} hand={show} sheet={sheet} art={art} title={sheet.machine.title} currency={currency}>
        {show.s.beat?.kind === "gamble" && sheet.machine.gamble && <Gamble hand={show} sheet={sheet} currency={currency} />}
      </Cabinet>
      <div class="replay-money"><dl class="purse">
        <div><dt>{ts.stake}</dt><dd>{money(paid?.staked ?? 0, currency)}</dd></div>
        <div><dt>{t.colReturned}</dt><dd>{over && paid ? money(paid.returned, currency) : "–"}</dd></div>
        <div><dt>{t.colNet}</dt><dd>{over && paid ? money(paid.returned - paid.staked, currency) : "–"}</dd></div>
      </dl><a href={href.round(record.round)}>{t.proof}</a></div>
    </main>
  );
}

function paidOf(r: RoundRecord): Paid | undefined {
  return r.own?.find((e) => e.type === "paid")?.body as Paid | undefined;
}

/** One spin with its seeds; once the house's is told, all of it recomputed in this browser. */
export function SpinRecord({ round }: { round: number }) {
  const loaded = useRecord(round);
  const client = useClient();
  if (loaded.error) return <Page><Failed code={loaded.error} again={loaded.reload} /></Page>;
  if (!loaded.value) return <Page><Skeleton rows={8} /></Page>;
  const { record, sheet, art, currency } = loaded.value;
  const landed = client.now() >= (paidOf(record)?.landsAtMs ?? 0);
  const { pair } = record;
  const again = pair?.serverSeed ? playAgain(sheet.machine, roundSeed(record.room, pair.nonce, pair.serverSeed, pair.clientSeed), record.own ?? []) : null;
  return (
    <main id="main" tabIndex={-1} class="page" data-testid="round-proof">
      <header class="round-head"><div>
        <h1>{t.proofTitle(roundNumber(record.round))}</h1>
        <p class="dim">{record.name} · {dateTime(record.openedMs)} · {t.phaseWord[record.phase] ?? record.phase}</p>
      </div></header>
      <p class="lead">{ts.proofLead}</p>
      {pair && <dl class="hashes">
        <dt>{ts.commitment}</dt><dd><code>{pair.commitment}</code></dd>
        <dt>{ts.clientSeed}</dt><dd><code>{pair.clientSeed}</code></dd>
        <dt>{ts.spinNonce}</dt><dd><code>{pair.nonce}</code></dd>
        {pair.serverSeed && <><dt>{ts.serverSeed}</dt><dd><code>{pair.serverSeed}</code></dd></>}
      </dl>}
      {pair && again ? <Checks fits={pairCommitment(record.room, pair.from, pair.serverSeed!) === pair.commitment} again={again} currency={currency} /> : <p class="fine">{ts.seedWaits}</p>}
      <div class="row">
        {record.phase === "settled" && landed && <a class="button brass" href={href.replay(record.round)} data-testid="replay"><Icon name="play" />{t.recallRound}</a>}
        {record.phase === "settled" && landed && <SaveRound record={{ ...record, machine: sheet.machine } as RoundRecord} />}
        <a class="button line" href={href.machine(record.game)}>{ts.playOf(sheet.machine.title)}</a>
        <a class="button quiet" href={href.verify}>{t.anyRound}</a>
      </div>
      <h2>{t.events}</h2>
      {landed && <ol class="events">{(record.own ?? []).filter((e) => e.type !== "verdict").map((e, i) => (
        <li key={i}><time>{timeOfDay(e.atMs)}</time><span>{ts.steps[e.type] ?? e.type}</span><span class="dim">{tell(e, sheet, art, currency)}</span></li>
      ))}</ol>}
    </main>
  );
}

function Checks({ fits, again, currency }: { fits: boolean; again: Replayed; currency: string }) {
  const stepsTrue = again.steps.length > 0 && again.steps.every((s) => s.ok);
  const lines: [boolean, string][] = [[fits, ts.checkSeed], [stepsTrue, ts.checkSpin(again.steps.length)], [again.toldMinor === again.dueMinor, ts.checkPaid(money(again.dueMinor, currency))]];
  return (
    <ul class="checks" data-testid="checks" data-ok={lines.every(([ok]) => ok)}>
      {lines.map(([ok, word]) => <li key={word} class={ok ? "ok" : "bad"}><Icon name={ok ? "check" : "broken"} />{word}{!ok && <> – {t.checkFailed}</>}</li>)}
    </ul>
  );
}

function tell(e: Event, sheet: MachineSheet, art: Art, currency: string): string {
  switch (e.type) {
    case "spun": case "freeSpun": {
      const { shown, state } = e.body as Spun | FreeSpun;
      const beat = { key: "", kind: e.type === "spun" ? "spin" as const : "free" as const, atMs: 0, shown, gambled: null, state, system: false };
      const wins = turnsOf(shown).map((x) => turnLine(x, beat, sheet, art, currency));
      return wins.length ? wins.join(" · ") : `${ts.nothing}: ${shown.drops[0]!.rows.map((r) => r.map((n) => nameOf(art, n)).join(" ")).join(" / ")}`;
    }
    case "gambled": {
      const g = e.body as Gambled;
      return g.won ? ts.cameWon(ts[g.came], money(g.state.win, currency)) : ts.cameLost(ts[g.came], money(g.before, currency));
    }
    case "paid": return money((e.body as Paid).returned, currency);
    case "takenBack": return money((e.body as TakenBack).total, currency);
    default: return "";
  }
}

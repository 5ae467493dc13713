import { t } from "../text/en";
import { dateTime, money, roundNumber, timeOfDay } from "../text/format";
import type { RoundRecord } from "../wire/http";
import type { Event } from "../wire/types";
import type { Held, Paid, Placed, Result, TakenBack, Voided } from "../games/roulette/bodies";
import { readSheet, type Sheet } from "../games/roulette/sheet";
import { Failed, Icon, Pip, Skeleton } from "../ui/parts";
import { useClient, useLoaded } from "../ui/hooks";
import { Lazily } from "../ui/lazily";
import { crashGame, crashRecord } from "../games/crash/door";
import { cardRecord, isCards } from "./cards/door";
import { checkPayout, checkRound, pocketsOf, type Checked } from "../proof/check";
import { paidWord, SaveRound } from "../proof/page";
import type { Payout } from "../proof/payout";
import { labelOf } from "../games/roulette/layout";
import { href } from "../ui/router";

const currency = "FUN";

/** One round with its proof: commitment, seed, and both recomputed in this browser. */
export function Round({ round }: { round: number }) {
  const client = useClient();
  const loaded = useLoaded(async () => {
    const record = await client.http.round(round);
    if (isCards(record.game)) return { record, checked: null, paid: null, shown: false, sheet: null };
    const shown = record.seed && resultOf(record) && client.now() >= resultOf(record)!.landsAtMs;
    const checked = shown ? checkRound(record.room, record.round, record.rules, record.commitment, record.seed!, pocketsOf(record.game) || 37) : null;
    const sheet = await client.http.room(record.room).then((a) => readSheet(a.sheet, a.options)).catch(() => null);
    const paid = checked && resultOf(record) ? checkPayout(record, checked.number) : null;
    return { record, checked, paid, shown: Boolean(shown), sheet };
  }, [round]);
  if (loaded.error) return <main id="main" tabIndex={-1} class="page"><Failed code={loaded.error} again={loaded.reload} /></main>;
  if (!loaded.value) return <main id="main" tabIndex={-1} class="page"><Skeleton rows={8} /></main>;
  const { record, checked, paid, shown, sheet } = loaded.value;
  if (record.game === crashGame) return <Lazily load={crashRecord} of="CrashRecord" key={round} record={record} />;
  if (isCards(record.game)) return <Lazily load={cardRecord} of="CardRecord" key={round} record={record} />;
  const result = shown ? resultOf(record) : undefined;
  const isVoid = record.phase === "void";
  const all = shown || isVoid; // of a void round nothing is still to land
  return (
    <main id="main" tabIndex={-1} class="page" data-testid="round-proof">
      <header class="round-head">
        {result && <Pip n={result.number} big />}
        <div>
          <h1>{t.proofTitle(roundNumber(record.round))}</h1>
          <p class="dim">{record.name} · {dateTime(record.openedMs)} · {t.phaseWord[record.phase] ?? record.phase}</p>
        </div>
      </header>
      <p class="lead">{shown ? t.proofLead : isVoid ? t.voidProof : t.seedLater}</p>
      <dl class="hashes">
        <dt>{t.commitment}</dt><dd><code>{record.commitment}</code></dd>
        {shown && <><dt>{t.seed}</dt><dd><code>{record.seed}</code></dd></>}
      </dl>
      {checked && <Checks checked={checked} paid={paid} number={result?.number ?? -1} />}
      <div class="row">
        {shown && <a class="button brass" href={href.replay(record.round)} data-testid="replay"><Icon name="play" />{t.recallRound}</a>}
        {shown && <SaveRound record={record} />}
        <a class="button line" href={href.verify}>{t.anyRound}</a>
        <a class="button quiet" href={href.rounds(record.room)}>{t.roundsTitle(record.name)}</a>
      </div>
      <h2>{t.yourEvents}</h2>
      <Events sheet={sheet} voided={isVoid} events={all ? record.own ?? [] : (record.own ?? []).filter((e) => e.type !== "paid")} />
      <h2>{t.events}</h2>
      <Events sheet={sheet} events={all ? record.events ?? [] : (record.events ?? []).filter((e) => e.type === "opened" || e.type === "closed")} />
    </main>
  );
}

function resultOf(r: RoundRecord): Result | undefined {
  return r.events?.find((e) => e.type === "result")?.body as Result | undefined;
}

function Checks({ checked, paid, number }: { checked: Checked; paid: Payout | null; number: number }) {
  const lines: [boolean, string][] = [[checked.commitment, t.checkCommitment], [checked.number === number, t.checkNumber(number)]];
  if (paid) lines.push([paid.ok, paidWord(paid)]);
  return (
    <ul class="checks" data-testid="checks" data-ok={lines.every(([ok]) => ok)}>
      {lines.map(([ok, word]) => (
        <li key={word} class={ok ? "ok" : "bad"}><Icon name={ok ? "check" : "broken"} />{word}{!ok && <> – {t.checkFailed}</>}</li>
      ))}
    </ul>
  );
}

/** The word for an event; the last stakes of a void round were given back, not taken back. */
function wordOf(e: Event, last: boolean, voided?: boolean): string {
  return voided && last && e.type === "takenBack" ? t.voidBack : t.eventWord[e.type] ?? e.type;
}

function Events({ events, sheet, voided }: { events: Event[]; sheet: Sheet | null; voided?: boolean }) {
  if (events.length === 0) return <p class="dim">–</p>;
  return (
    <ol class="events">
      {events.filter((e) => e.type !== "verdict").map((e, i, list) => (
        <li key={i}><time>{timeOfDay(e.atMs)}</time><span>{wordOf(e, i === list.length - 1, voided)}</span><span class="dim">{tell(e, sheet)}</span></li>
      ))}
    </ol>
  );
}

function tell(e: Event, sheet: Sheet | null): string {
  switch (e.type) {
    case "placed": return (e.body as Placed).spots.map((s) => `${nameOf(s.spot, sheet)}: ${money(s.stake, currency)}`).join(" · ");
    case "held": return (e.body as Held).bets.map((b) => `${nameOf(b.spot, sheet)}: ${money(b.stake, currency)}`).join(" · ");
    case "takenBack": return money((e.body as TakenBack).total, currency);
    case "paid": return money((e.body as Paid).returned, currency);
    case "result": return labelOf((e.body as Result).number);
    case "voided": return (e.body as Voided).why;
    default: return "";
  }
}

function nameOf(spot: string, sheet: Sheet | null): string {
  const known = sheet?.byName.get(spot);
  return known ? t.spotName(spot, known.numbers) : spot;
}

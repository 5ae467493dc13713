import { useEffect, useState } from "preact/hooks";
import { t } from "../text/en";
import { count, dateTime, money, roundNumber } from "../text/format";
import type { RoundRecord } from "../wire/http";
import { isCards } from "./cards/door";
import { Came, hasCome, type AnyResult } from "./came";
import { freshRoom } from "../state/room";
import { Button, Failed, Skeleton, State } from "../ui/parts";
import { useApp, useClient } from "../ui/hooks";
import { href } from "../ui/router";

const pageSize = 12;
const currencyUnknown = "FUN";

interface Read { records: RoundRecord[]; next: number; busy: boolean; error: string; end: boolean }

/** The rounds of a table going back from the present one, each with its proof and its replay. */
export function Rounds({ room }: { room: number }) {
  const client = useClient();
  useEffect(() => client.join(room), [client, room]);
  const r = useApp((s) => s.rooms[room]) ?? freshRoom(room);
  const [read, setRead] = useState<Read>({ records: [], next: 0, busy: false, error: "", end: false });
  const load = async (from: number) => {
    setRead((s) => ({ ...s, busy: true, error: "" }));
    try {
      const first = room * 2 ** 24 + 1;
      const ids = Array.from({ length: pageSize }, (_, i) => from - i).filter((id) => id >= first);
      const asked = await Promise.all(ids.map((id) => client.http.round(id).catch((e: { code?: string }) => (e.code === "no_room" || e.code === "no_round" || e.code === "not_found" ? null : Promise.reject(e)))));
      const found = asked.filter((x): x is RoundRecord => x !== null);
      setRead((s) => ({
        records: [...s.records, ...found.filter((x) => landed(x, client.now()))], next: from - pageSize, busy: false, error: "",
        end: found.length < pageSize,
      }));
    } catch (e) {
      setRead((s) => ({ ...s, busy: false, error: (e as { code?: string }).code ?? "network" }));
    }
  };
  useEffect(() => { if (r.known && read.next === 0) void load(r.round); }, [r.known]);
  if (r.missing) return <main id="main" tabIndex={-1} class="page"><State kind="error" alone title={t.noRoom}><a class="button brass" href={href.lobby}>{t.back}</a></State></main>;
  return (
    <main id="main" tabIndex={-1} class="page" data-testid="rounds">
      <h1>{r.name ? t.roundsTitle(r.name) : t.loading}</h1>
      <p class="lead">{t.roundsLead}</p>
      {read.records.length > 0 && <List records={read.records} currency={r.currency || currencyUnknown} />}
      {read.error && <Failed code={read.error} again={() => void load(read.next || r.round)} />}
      {read.busy || !r.known ? <Skeleton rows={6} /> : read.records.length === 0 && !read.error && <State kind="empty" title={t.roundsEmpty} />}
      {!read.busy && !read.end && read.records.length > 0 && <Button onClick={() => void load(read.next)}>{t.more}</Button>}
      <a href={href.table(room)}>{t.sit}</a>
    </main>
  );
}

function resultOf(r: RoundRecord): AnyResult | undefined {
  return r.events?.find((e) => e.type === "result")?.body as AnyResult | undefined;
}

/** Only what has ended and may be shown: before the ball lands nothing of it is. */
function landed(r: RoundRecord, nowMs: number): boolean {
  if (r.phase !== "settled" && r.phase !== "void") return false;
  return nowMs >= (resultOf(r)?.landsAtMs ?? 0);
}

function List({ records, currency }: { records: RoundRecord[]; currency: string }) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={t.tabHistory}>
      <table class="sheet">
        <thead>
          <tr><th>{t.colResult}</th><th>{t.colRound}</th><th class="wide-only">{t.colTime}</th><th class="num wide-only">{t.colStaked}</th><th class="num wide-only">{t.colReturned}</th><th>{t.replay}</th><th>{t.colProof}</th></tr>
        </thead>
        <tbody>
          {records.map((r) => {
            const result = resultOf(r);
            const name = count(roundNumber(r.round));
            return (
              <tr key={r.round}>
                <td>{hasCome(result) ? <Came result={result!} /> : t.phaseWord[r.phase] ?? r.phase}</td>
                <td>{name}</td><td class="wide-only">{dateTime(r.openedMs)}</td>
                <td class="num wide-only">{result ? money(result.staked ?? 0, currency) : "–"}</td><td class="num wide-only">{result ? money(result.returned ?? 0, currency) : "–"}</td>
                <td>{result && (result.number !== undefined || isCards(r.game)) ? <a href={href.replay(r.round)} aria-label={`${t.replay} ${name}`}>{t.replay}</a> : "–"}</td>
                <td><a href={href.round(r.round)} aria-label={`${t.proof} ${name}`}>{t.proof}</a></td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

import { useEffect, useState } from "preact/hooks";
import { t } from "../text/en";
import { amount, count, dateTime, money, roundNumber, timeOfDay } from "../text/format";
import type { HistoryItem } from "../wire/http";
import type { Paid, Result } from "../games/roulette/bodies";
import { netOf, stakedMinor } from "../games/roulette/fold";
import { GuestButton } from "../account/account";
import { Came, hasCome, type AnyResult } from "./came";
import { Button, Failed, Skeleton, State } from "../ui/parts";
import { isSession } from "../games/slots/door";
import { useApp, useClient } from "../ui/hooks";
import { href } from "../ui/router";

const pageSize = 50;

interface Read { items: HistoryItem[] | null; error: string; end: boolean }

function useHistory(refresh: number): Read & { more(): void; reload(): void } {
  const client = useClient();
  const [read, setRead] = useState<Read>({ items: null, error: "", end: false });
  const load = async (before?: number) => {
    try {
      const page = (await client.http.history(before, pageSize)).items ?? [];
      setRead((r) => ({ items: before ? [...(r.items ?? []), ...page] : page, error: "", end: page.length < pageSize }));
    } catch (e) {
      setRead((r) => ({ ...r, error: (e as { code?: string }).code ?? "network" }));
    }
  };
  useEffect(() => { void load(); }, [refresh]);
  return { ...read, more: () => void load(read.items?.at(-1)?.endedMs), reload: () => { setRead({ items: null, error: "", end: false }); void load(); } };
}

/** A result of a round that may be shown: before it has landed nothing of it is. */
function landed(item: HistoryItem, nowMs: number): boolean {
  return nowMs >= ((item.result as Result | undefined)?.landsAtMs ?? 0);
}

/** The player's own rounds, newest first; each leads to its proof. */
export function HistoryList({ room, refresh = 0, short }: { room?: number; refresh?: number; short?: boolean }) {
  const client = useClient();
  const me = useApp((s) => s.me);
  const h = useHistory(refresh + (me?.player?.id ?? 0));
  if (me && !me.signedIn) {
    return <State kind="signed-out" title={t.signedOutTitle} hint={t.signedOutHint}><GuestButton /></State>;
  }
  if (!h.items) return h.error ? <Failed code={h.error} again={h.reload} /> : <Skeleton rows={short ? 5 : 9} />;
  const items = h.items.filter((i) => (room === undefined || i.room === room) && landed(i, client.now()));
  if (items.length === 0) return <State kind="empty" title={t.historyEmpty} hint={t.historyEmptyHint} />;
  return (
    <>
      {short ? <Short items={items} /> : <Long items={items} />}
      {!short && !h.end && <Button onClick={h.more}>{t.more}</Button>}
    </>
  );
}

function voided(i: HistoryItem): boolean {
  return (i.result as Partial<Result> | undefined)?.landsAtMs === undefined;
}

const resultOf = (i: HistoryItem) => i.result as AnyResult | undefined;

/**
 * What the round moved in the purse, so that the column adds up to the balance. A
 * stake that zero held and a later round gave back is no win of that round.
 */
function Net({ item: i }: { item: HistoryItem }) {
  const own = i.own as Partial<Paid> | undefined;
  const net = i.returned - i.staked;
  const took = stakedMinor(own?.prison ?? []);
  const gave = stakedMinor(own?.released ?? []);
  return (
    <span class={`net ${netOf({ ...i, released: own?.released ?? [] }) > 0 ? "won" : ""}`}>
      {net > 0 ? "+" : ""}{amount(net, i.currency)}
      {took > 0 && <small>{t.prisonTook(amount(took, i.currency))}</small>}
      {gave > 0 && <small>{t.prisonGave(amount(gave, i.currency))}</small>}
    </span>
  );
}

function Short({ items }: { items: HistoryItem[] }) {
  return (
    <ol class="rounds">
      {items.slice(0, 30).map((i) => (
        <li key={i.round}>
          <a href={href.round(i.round)}>
            <span class="unseen">{t.round(roundNumber(i.round))}</span>
            {hasCome(resultOf(i)) ? <Came result={resultOf(i)!} /> : <span class="pip none"><span aria-hidden="true">–</span><span class="unseen"> {t.phaseWord.void}</span></span>}
            <span class="dim">{timeOfDay(i.endedMs)}</span>
            <span class="num">{amount(i.staked, i.currency)}</span>
            <Net item={i} />
          </a>
        </li>
      ))}
    </ol>
  );
}

function Long({ items }: { items: HistoryItem[] }) {
  return (
    <div class="scroll">
      <table class="sheet history" data-testid="history">
        <thead>
          <tr>
            <th>{t.colResult}</th><th class="wide-only">{t.colTime}</th><th>{t.colTable}</th><th class="num wide-only">{t.colRound}</th><th class="num">{t.colStaked}</th>
            <th class="num wide-only">{t.colReturned}</th><th class="num">{t.colNet}</th><th>{t.colProof}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((i) => (
            <tr key={i.round}>
              <td>{hasCome(resultOf(i)) ? <Came result={resultOf(i)!} /> : isSession(i.room) && !voided(i) ? <a href={href.replay(i.round)} aria-label={t.replayTitle(roundNumber(i.round))}>{t.replay}</a> : t.phaseWord.void}</td>
              <td class="wide-only">{dateTime(i.endedMs)}</td><td>{i.name}</td><td class="num wide-only">{count(roundNumber(i.round))}</td>
              <td class="num">{money(i.staked, i.currency)}</td><td class="num wide-only">{money(i.returned, i.currency)}</td>
              <td class="num"><Net item={i} /></td><td><a href={href.round(i.round)}>{t.proof}</a></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function History() {
  return (
    <main id="main" tabIndex={-1} class="page">
      <h1>{t.historyTitle}</h1>
      <HistoryList />
    </main>
  );
}

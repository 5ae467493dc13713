import { useState } from "preact/hooks";
import { t } from "../../text/en";
import { dateTime, money, roundNumber } from "../../text/format";
import type { RoundRecord } from "../../wire/http";
import { useClient, useLoaded, useMedia, useMoment } from "../../ui/hooks";
import { Button, Failed, Icon, Skeleton, State } from "../../ui/parts";
import { Lazily } from "../../ui/lazily";
import { cardRecord, isCards } from "../../history/cards/door";
import { href } from "../../ui/router";
import type { SpotStake } from "./bodies";
import { Felt } from "./felt";
import type { Landing } from "./feltchips";
import { idleHand } from "../chips/play";
import { mergeStakes, stakedMinor } from "./fold";
import { byPrison, prisonAt } from "./prison";
import { nextEvent, replayOf, stateAt } from "./replay";
import { readSheet, type Sheet } from "./sheet";
import { nextChange, numberAt, paidAt, stageAt } from "./stage";
import { StageView } from "./stageview";

/** A past round told again from its log, labelled as what it is (G47). */
export function Replay({ round }: { round: number }) {
  const client = useClient();
  const loaded = useLoaded(async () => {
    const record = await client.http.round(round);
    if (isCards(record.game)) return { record, currency: "", sheet: null };
    const room = await client.http.room(record.room);
    return { record, currency: room.card.currency, sheet: { ...readSheet(room.sheet, record.options ?? room.options), stats: false } };
  }, [round]);
  if (loaded.error) return <main id="main" tabIndex={-1} class="page"><Failed code={loaded.error} again={loaded.reload} /></main>;
  if (!loaded.value) return <main id="main" tabIndex={-1} class="page"><Skeleton rows={4} tall /></main>;
  const { record, currency, sheet } = loaded.value;
  return sheet ? <Shown record={record} sheet={sheet} currency={currency} /> : <Lazily load={cardRecord} of="CardRecord" record={record} />;
}

const none: SpotStake[] = [];
const noTotals = new Map<string, number>();

function Shown({ record, sheet, currency }: { record: RoundRecord; sheet: Sheet; currency: string }) {
  const client = useClient();
  const [startMs, setStartMs] = useState(() => client.now());
  const upright = useMedia("(max-width: 759px) and (orientation: portrait)");
  const replay = replayOf(record, startMs);
  const ended = (record.events ?? []).some((e) => e.type === "result" && client.now() >= (e.body as { landsAtMs: number }).landsAtMs);
  const shown = replay && ended ? replay : null;
  const state = shown ? stateAt(shown, client.now(), currency) : null;
  const due = shown && state ? [nextEvent(shown, client.now()), nextChange(state.table, client.now())].filter((ms): ms is number => ms !== null) : [];
  const nowMs = useMoment(due.length ? Math.min(...due) : null);
  if (!shown || !state) return <main id="main" tabIndex={-1} class="page"><State kind="empty" alone title={t.replayNone}><a class="button brass" href={href.round(record.round)}>{t.proof}</a></State></main>;
  const stage = stageAt(state.table, nowMs);
  const paid = paidAt(state.own, nowMs);
  const stakes = mergeStakes(state.own.bets.flatMap((b) => b.spots));
  const held = prisonAt(state.table, state.own, nowMs);
  const landing: Landing | null = stage === "landed"
    ? { number: numberAt(state.table, nowMs), landsAtMs: shown.landsAtMs, wins: paid?.wins ?? [], before: byPrison(state.own.prison) } : null;
  return (
    <main id="main" tabIndex={-1} class="replay" data-testid="replay-stage" data-stage={stage}>
      <div class="replay-head">
        <span class="tag replay-tag"><Icon name="rebet" />{t.replay}</span>
        <div><h1>{t.replayTitle(roundNumber(record.round))}</h1><p class="dim">{record.name} · {t.replayOf(dateTime(record.openedMs))}</p></div>
        <span class="spring" />
        <Button disabled={stage === "landed"} onClick={() => setStartMs(startMs - (shown.landsAtMs - client.now()))}>{t.replaySkip}</Button>
        <Button look="brass" data-testid="replay-again" onClick={() => setStartMs(client.now())}><Icon name="rebet" />{t.replayAgain}</Button>
      </div>
      <p class="replay-note">{t.replayNote} {t.replaySpeed}</p>
      <StageView key={startMs} r={state} sheet={sheet} />
      <div class="felt-box">
        <Felt sheet={sheet} way={upright ? "upright" : "lying"} play={idleHand(stakes)} currency={currency} totals={noTotals} held={byPrison(held)} landing={landing} locked preview={none} />
      </div>
      <div class="replay-money"><dl class="purse">
        <div><dt>{t.stake}</dt><dd>{money(paid?.staked ?? stakedMinor(stakes), currency)}</dd></div>
        <div><dt>{t.colReturned}</dt><dd>{paid ? money(paid.returned, currency) : "–"}</dd></div>
        <div><dt>{t.colNet}</dt><dd>{paid ? money(paid.returned - paid.staked, currency) : "–"}</dd></div>
        {held.length > 0 && <div><dt>{t.heldByZero}</dt><dd>{money(stakedMinor(held), currency)}</dd></div>}
      </dl>
      <a href={href.round(record.round)}>{t.proof}</a></div>
    </main>
  );
}

import { useEffect, useState } from "preact/hooks";
import { t } from "../text/en";
import { count, roundNumber, timeOfDay } from "../text/format";
import type { OperatorRoom } from "../wire/http";
import { AccountGate, sentence } from "../account/account";
import { Button, Failed, Skeleton, State } from "../ui/parts";
import { useApp, useClient } from "../ui/hooks";
import { href } from "../ui/router";

const everyMs = 1_000;

/** The operator's tables: how they are, and pausing them. A work room, so it is light. */
export function Operator() {
  const me = useApp((s) => s.me);
  if (me && !me.signedIn) return <main id="main" tabIndex={-1} class="page work"><State kind="signed-out" alone title={t.signedOutTitle} hint={t.forbidden}><AccountGate hint="" /></State></main>;
  if (me && me.player?.role !== "operator") return <main id="main" tabIndex={-1} class="page work"><State kind="error" alone title={t.forbidden} /></main>;
  return <main id="main" tabIndex={-1} class="page work">{me ? <Tables /> : <Skeleton rows={4} />}</main>;
}

function Tables() {
  const client = useClient();
  const [rooms, setRooms] = useState<OperatorRoom[] | null>(null);
  const [error, setError] = useState("");
  const [refusal, setRefusal] = useState("");
  const [atMs, setAtMs] = useState(0);
  const read = async () => {
    try {
      setRooms((await client.http.operatorRooms()).rooms ?? []);
      setError("");
      setAtMs(client.now());
    } catch (e) {
      setError((e as { code?: string }).code ?? "network");
    }
  };
  useEffect(() => {
    void read();
    const id = setInterval(() => void read(), everyMs);
    return () => clearInterval(id);
  }, []);
  const set = async (room: number, paused: boolean) => {
    try {
      await client.http.pause(room, paused);
      setRefusal("");
      await read();
    } catch (e) {
      setRefusal(sentence(e));
    }
  };
  if (!rooms) return error ? <Failed code={error} again={() => void read()} /> : <Skeleton rows={4} />;
  return (
    <>
      <h1>{t.operatorTitle}</h1>
      <p class="lead">{t.operatorLead}</p>
      {refusal && <p class="form-error" role="alert">{refusal}</p>}
      {rooms.length === 0 ? <State kind="empty" title={t.noTables} /> : <Grid rooms={rooms} set={(room, paused) => void set(room, paused)} />}
      <p class={`fine ${error ? "stale" : ""}`}>{error ? t.httpError(error) : t.updated(timeOfDay(atMs))}</p>
    </>
  );
}

function Grid({ rooms, set }: { rooms: OperatorRoom[]; set(room: number, paused: boolean): void }) {
  return (
    <div class="scroll">
      <table class="sheet dense" data-testid="operator">
        <thead>
          <tr>
            <th>{t.opColTable}</th><th>{t.opColState}</th><th>{t.opColPhase}</th><th class="num wide-only">{t.opColRound}</th><th class="num">{t.opColPlayers}</th>
            <th class="num wide-only">{t.opColWatching}</th><th class="wide-only">{t.opColNode}</th><th class="num wide-only">{t.opColTerm}</th><th class="num wide-only">{t.opColSeq}</th><th class="num wide-only">{t.opColQueue}</th><th><span class="unseen">{t.opColAct}</span></th>
          </tr>
        </thead>
        <tbody>
          {rooms.map(({ card: c, ...r }) => (
            <tr key={c.room} data-testid={`operator-room-${c.room}`}>
              <td><a href={href.table(c.room)}>{c.name}</a></td>
              <td><span class={`tag ${!c.live ? "down" : c.paused ? "paused" : "live"}`}>{!c.live ? t.stateDown : c.paused ? t.statePaused : t.stateLive}</span></td>
              <td>{t.phaseWord[c.phase] ?? c.phase}</td>
              <td class="num wide-only">{r.round ? <a href={href.round(r.round)}>{count(roundNumber(r.round))}</a> : "–"}</td>
              <td class="num">{count(c.players)}</td><td class="num wide-only">{count(c.watching)}</td><td class="wide-only">{r.node}</td>
              <td class="num wide-only">{count(r.term)}</td><td class="num wide-only">{count(r.seq)}</td><td class="num wide-only">{r.queue === undefined ? "–" : count(r.queue)}</td>
              <td><Button data-testid={`${c.paused ? "unpause" : "pause"}-${c.room}`} onClick={() => set(c.room, !c.paused)}>{c.paused ? t.unpause : t.pause}</Button></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

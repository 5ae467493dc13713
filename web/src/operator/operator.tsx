import { useEffect, useState } from "preact/hooks";
import { t } from "../text/en";
import { count, roundNumber, timeOfDay } from "../text/format";
import type { OperatorRoom } from "../wire/http";
import { AccountGate, sentence } from "../account/account";
import { Button, Failed, Skeleton, State } from "../ui/parts";
import { useApp, useClient } from "../ui/hooks";
import { href } from "../ui/router";
import { VoidDialog, voidable } from "./void";
import "./operator.css";

const everyMs = 1_000;

/** The operator's tables: how they are, pausing them, and voiding a round. A work room, so it is light. */
export function Operator() {
  const me = useApp((s) => s.me);
  if (me && !me.signedIn) return <main id="main" tabIndex={-1} class="page work"><State kind="signed-out" alone title={t.signedOutTitle} hint={t.forbidden}><AccountGate hint="" /></State></main>;
  if (me && me.player?.role !== "operator") return <main id="main" tabIndex={-1} class="page work"><State kind="error" alone title={t.forbidden} /></main>;
  return <main id="main" tabIndex={-1} class="page work">{me ? <Tables /> : <Skeleton rows={4} />}</main>;
}

/** The rooms as they were read last, again every second. */
function useRooms() {
  const client = useClient();
  const [rooms, setRooms] = useState<OperatorRoom[] | null>(null);
  const [error, setError] = useState("");
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
  return { rooms, error, atMs, read };
}

function Tables() {
  const client = useClient();
  const { rooms, error, atMs, read } = useRooms();
  const [refusal, setRefusal] = useState("");
  const [done, setDone] = useState("");
  const [asked, setAsked] = useState<OperatorRoom | null>(null); // for a void
  const set = async (room: number, paused: boolean) => {
    setDone("");
    try {
      await client.http.pause(room, paused);
      setRefusal("");
      await read();
    } catch (e) {
      setRefusal(sentence(e));
    }
  };
  const ask = (room: OperatorRoom) => { setDone(""); setRefusal(""); setAsked(room); };
  const voided = (said: string) => { setAsked(null); setDone(said); void read(); };
  if (!rooms) return error ? <Failed code={error} again={() => void read()} /> : <Skeleton rows={4} />;
  return (
    <>
      <h1>{t.operatorTitle}</h1>
      <p class="lead">{t.operatorLead}</p>
      {rooms.filter((r) => r.sourceLost).map((r) => <SourceLost key={r.card.room} room={r} />)}
      {rooms.filter((r) => r.untoldShoe).map((r) => <UntoldShoe key={r.card.room} room={r} />)}
      {refusal && <p class="form-error" role="alert">{refusal}</p>}
      <p class="op-done" role="status" data-testid="operator-done">{done}</p>
      {rooms.length === 0 ? <State kind="empty" title={t.noTables} /> : <Grid rooms={rooms} set={(room, paused) => void set(room, paused)} ask={ask} />}
      <p class={`fine ${error ? "stale" : ""}`}>{error ? t.httpError(error) : t.updated(timeOfDay(atMs))}</p>
      {asked && <VoidDialog key={asked.round} room={asked} now={rooms.find((r) => r.card.room === asked.card.room)} onClose={() => setAsked(null)} onDone={voided} />}
    </>
  );
}

/** A table that stands still because nobody can read its round's source, and what to do. */
function SourceLost({ room }: { room: OperatorRoom }) {
  return (
    <section class="op-lost" role="alert" data-testid={`source-lost-${room.card.room}`}>
      <h2>{t.sourceLostTitle(room.card.name)}</h2>
      <p>{t.sourceLost(roundNumber(room.round))}</p>
      <p>{t.sourceLostDo}</p>
    </section>
  );
}

/** A table of which a shoe has ended that nobody can prove; it goes on. */
function UntoldShoe({ room }: { room: OperatorRoom }) {
  return (
    <section class="op-lost" role="alert" data-testid={`untold-shoe-${room.card.room}`}>
      <h2>{t.untoldShoeTitle(room.card.name)}</h2>
      <p>{t.untoldShoe(roundNumber(room.untoldShoe ?? 0))}</p>
    </section>
  );
}

interface GridProps { rooms: OperatorRoom[]; set(room: number, paused: boolean): void; ask(room: OperatorRoom): void }

function Grid({ rooms, set, ask }: GridProps) {
  return (
    <div class="scroll">
      <table class="sheet dense" data-testid="operator">
        <thead>
          <tr>
            <th>{t.opColTable}</th><th>{t.opColState}</th><th>{t.opColPhase}</th><th class="num wide-only">{t.opColRound}</th><th class="num wide-only">{t.opColPlayers}</th>
            <th class="num wide-only">{t.opColWatching}</th><th class="wide-only">{t.opColNode}</th><th class="num wide-only">{t.opColTerm}</th><th class="num wide-only">{t.opColSeq}</th><th class="num wide-only">{t.opColQueue}</th><th><span class="unseen">{t.opColAct}</span></th>
          </tr>
        </thead>
        <tbody>
          {rooms.map((r) => <Row key={r.card.room} room={r} set={set} ask={ask} />)}
        </tbody>
      </table>
    </div>
  );
}

/** How a table is, in one word, and the class of its tag. */
function stateOf({ card: c, sourceLost }: OperatorRoom): [string, string] {
  if (!c.live) return ["down", t.stateDown];
  if (sourceLost) return ["down", t.stateLost];
  return c.paused ? ["paused", t.statePaused] : ["live", t.stateLive];
}

function Row({ room: r, set, ask }: Omit<GridProps, "rooms"> & { room: OperatorRoom }) {
  const c = r.card;
  const [look, word] = stateOf(r);
  return (
    <tr data-testid={`operator-room-${c.room}`}>
      <td><a href={href.table(c.room)}>{c.name}</a></td>
      <td><span class={`tag ${look}`}>{word}</span></td>
      <td>{t.phaseWord[c.phase] ?? c.phase}</td>
      <td class="num wide-only">{r.round ? <a href={href.round(r.round)}>{count(roundNumber(r.round))}</a> : "–"}</td>
      <td class="num wide-only">{count(c.players)}</td><td class="num wide-only">{count(c.watching)}</td><td class="wide-only">{r.node}</td>
      <td class="num wide-only">{count(r.term)}</td><td class="num wide-only">{count(r.seq)}</td><td class="num wide-only">{r.queue === undefined ? "–" : count(r.queue)}</td>
      <td>
        <div class="op-acts">
          <Button data-testid={`${c.paused ? "unpause" : "pause"}-${c.room}`} onClick={() => set(c.room, !c.paused)}>{c.paused ? t.unpause : t.pause}</Button>
          <Button data-testid={`void-${c.room}`} disabled={!voidable(r)} aria-label={t.voidActOf(roundNumber(r.round), c.name)} onClick={() => ask(r)}>{t.voidAct}</Button>
        </div>
      </td>
    </tr>
  );
}

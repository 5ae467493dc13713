import { useState } from "preact/hooks";
import { t } from "../../text/en";
import { ts } from "../../text/slots";
import { roundNumber } from "../../text/format";
import { pairCommitment, playAgain, roundSeed } from "../../proof/session";
import type { RoomState } from "../../state/room";
import type { SeedPair } from "../../wire/http";
import { useClient, useLoaded } from "../../ui/hooks";
import { Button, Failed, Icon, Skeleton } from "../../ui/parts";
import type { MachineSheet } from "./machine";
import { underWay, type SlotsState } from "./fold";

/** A client seed that nobody chose: 16 hex digits of this browser's own randomness. */
export function randomSeed(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, "0")).join("");
}

const seedBytesMost = 64;
const seedFits = (seed: string) => seed.length > 0 && new TextEncoder().encode(seed).length <= seedBytesMost && /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u.test(seed);

/** The seeds of the session: what is fixed, what is the player's, and what was told. */
export function Fair({ r, sheet }: { r: RoomState; sheet: MachineSheet }) {
  const client = useClient();
  const s = r.play as SlotsState;
  const loaded = useLoaded(() => client.http.pairs(r.room), [r.room, r.pair?.from ?? 0]);
  const [seed, setSeed] = useState(randomSeed);
  const pending = r.acts.some((a) => a.ask === "room.rotate");
  const pair = r.pair ?? loaded.value?.pairs?.find((p) => !p.serverSeed) ?? null;
  if (loaded.error && !pair) return <Failed code={loaded.error} again={loaded.reload} />;
  if (!pair) return <Skeleton rows={4} />;
  const next = r.pair?.next ?? pair.from;
  const told = (loaded.value?.pairs ?? []).filter((p) => p.serverSeed);
  const live = underWay(s);
  const rotate = (e: SubmitEvent) => {
    e.preventDefault();
    if (!seedFits(seed) || live || pending) return;
    client.ask(r.room, Math.max(next, s.phase === "settled" ? r.round + 1 : r.round), "room.rotate", { clientSeed: seed });
    setSeed(randomSeed());
  };
  return (
    <div class="fair" data-testid="fair">
      <p class="fine">{ts.fairLead}</p>
      <dl class="hashes">
        <dt>{ts.commitment}</dt><dd><code data-testid="pair-commitment">{pair.commitment}</code></dd>
        <dt>{ts.clientSeed}</dt><dd><code data-testid="client-seed">{pair.clientSeed}</code></dd>
        <dt>{ts.nonce}</dt><dd><code>{Math.max(next, s.phase === "settled" ? r.round + 1 : r.round) - pair.from}</code></dd>
      </dl>
      <form class="rotate" onSubmit={rotate}>
        <label class="field">{ts.newSeed}<input value={seed} maxLength={seedBytesMost} spellcheck={false} autocomplete="off" onInput={(e) => setSeed(e.currentTarget.value)} aria-describedby="seed-hint" /></label>
        <p class="fine" id="seed-hint">{live ? ts.rotateBusy : ts.rotateHint}</p>
        <div class="row">
          <Button type="submit" look="brass" data-testid="rotate" disabled={live || pending || !seedFits(seed)}>{ts.rotate}</Button>
          <Button look="quiet" onClick={() => setSeed(randomSeed())}>{ts.randomSeed}</Button>
        </div>
      </form>
      <h2>{ts.toldPairs}</h2>
      {told.length === 0 && <p class="fine">{ts.noneTold}</p>}
      <ol class="told">{told.map((p) => <Told key={p.from} pair={p} room={r.room} sheet={sheet} />)}</ol>
    </div>
  );
}

const checkMost = 60; // rounds asked for at once

function Told({ pair, room, sheet }: { pair: SeedPair; room: number; sheet: MachineSheet }) {
  const client = useClient();
  const [word, setWord] = useState<{ ok: boolean; text: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const last = (pair.to ?? pair.from) - 1; // the last round of a pair is never played
  const check = async () => {
    setBusy(true);
    try {
      if (pairCommitment(room, pair.from, pair.serverSeed!) !== pair.commitment) return setWord({ ok: false, text: ts.pairCommitmentFalse });
      let rounds = 0;
      let wrong = 0;
      for (let id = pair.from; id <= Math.min(last, pair.from + checkMost - 1); id++) {
        const record = await client.http.round(id);
        rounds++;
        if (!playAgain(sheet.machine, roundSeed(room, id - pair.from, pair.serverSeed!, pair.clientSeed), record.own ?? []).ok) wrong++;
      }
      setWord({ ok: wrong === 0, text: wrong ? ts.pairFalse(wrong) : ts.pairTrue(rounds) });
    } catch {
      setWord({ ok: false, text: t.loadFailed });
    } finally {
      setBusy(false);
    }
  };
  return (
    <li>
      <p><b>{ts.pairRounds(roundNumber(pair.from), roundNumber(last))}</b></p>
      <dl class="hashes">
        <dt>{ts.serverSeed}</dt><dd><code>{pair.serverSeed}</code></dd>
        <dt>{ts.clientSeed}</dt><dd><code>{pair.clientSeed}</code></dd>
      </dl>
      <Button data-testid="check-pair" disabled={busy} onClick={() => void check()}>{busy ? ts.checking : ts.checkPair}</Button>
      <p role="status" class={word ? (word.ok ? "fair-word ok" : "fair-word bad") : ""} data-testid="pair-word" data-ok={word?.ok}>{word && <><Icon name={word.ok ? "check" : "broken"} />{word.text}</>}</p>
    </li>
  );
}

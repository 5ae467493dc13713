import { useState } from "preact/hooks";
import { t } from "../text/en";
import { roundNumber } from "../text/format";
import type { OperatorRoom } from "../wire/http";
import { HttpError } from "../net/http";
import { sentence } from "../account/account";
import { Button, Dialog } from "../ui/parts";
import { useClient } from "../ui/hooks";

/** How long a reason may be, in bytes of UTF-8: the server's bound. */
const whyMax = 200;

/** Whether the round under way may be given back: its outcome must not be fixed. */
export function voidable(r: OperatorRoom): boolean {
  return r.card.live && (r.card.phase === "open" || Boolean(r.sourceLost));
}

/** How many bytes a reason may still grow; below nothing, it is too long. */
export function bytesLeft(why: string): number {
  return whyMax - new TextEncoder().encode(why.trim()).length;
}

/** What a void that failed is told as: an answer that did not come is no refusal. */
export function voidSentence(e: unknown): string {
  const unknown = !(e instanceof HttpError) || e.code === "network" || e.code === "no_owner" || (e.status >= 500 && e.code !== "busy");
  return unknown ? t.voidUnknown : sentence(e);
}

/**
 * Asks for a reason, and voids the one round that the operator looked at when it
 * opened. `now` is its room as it is meanwhile: a round that has closed says so.
 */
export function VoidDialog({ room, now, onClose, onDone }: { room: OperatorRoom; now: OperatorRoom | undefined; onClose(): void; onDone(said: string): void }) {
  const client = useClient();
  const [why, setWhy] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const round = roundNumber(room.round);
  const over = now !== undefined && !busy && (now.round !== room.round || !voidable(now));
  const left = bytesLeft(why);
  const submit = async (e: SubmitEvent) => {
    e.preventDefault();
    setBusy(true);
    setError("");
    try {
      await client.http.voidRound(room.card.room, room.round, why.trim());
      onDone(t.voidDone(round, room.card.name));
    } catch (e) {
      setError(voidSentence(e));
      setBusy(false);
    }
  };
  const said = error || (over ? t.voidOver : "");
  return (
    <Dialog title={t.voidTitle(round)} onClose={onClose}>
      <form class="form" onSubmit={(e) => void submit(e)} data-testid="void-form">
        <p>{t.voidSays(room.card.name)}</p>
        <p class="fine">{t.voidFinal}</p>
        <label>
          {t.voidWhyField}
          <input name="why" required autofocus autocomplete="off" value={why} onInput={(e) => setWhy(e.currentTarget.value)} aria-describedby="void-left" aria-invalid={left < 0} />
        </label>
        <p id="void-left" class={`fine ${left < 0 ? "stale" : ""}`}>{t.voidLeft(left)}</p>
        {said && <p class="form-error" role="alert" data-testid="void-said">{said}</p>}
        <Button look="brass" type="submit" data-testid="void-confirm" disabled={busy || over || left < 0 || !why.trim()}>{t.voidActOf(round, room.card.name)}</Button>
        <Button onClick={onClose}>{t.voidKeep}</Button>
      </form>
    </Dialog>
  );
}

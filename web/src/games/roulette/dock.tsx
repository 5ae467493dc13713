import { useEffect } from "preact/hooks";
import { t } from "../../text/en";
import { money, plain } from "../../text/format";
import { AccountGate, useBalance } from "../../account/account";
import type { Note, RoomState } from "../../state/room";
import { CountdownBar } from "../../ui/countdown";
import { useApp, useClient } from "../../ui/hooks";
import { Button, Icon, Money } from "../../ui/parts";
import { ChipFace } from "./feltchips";
import { chips, type Play } from "./play";
import type { Sheet } from "./sheet";

/** At the thumb: chips, stake, balance, and the acts on what lies there. */
export function Dock({ r, play, betMs, sheet, narrow }: { r: RoomState; play: Play; betMs: number; sheet: Sheet; narrow: boolean }) {
  const signedIn = useApp((s) => s.me?.signedIn ?? false);
  const untilMs = r.table.phase === "open" ? r.table.closesAtMs : 0;
  return (
    <section class="dock">
      <CountdownBar untilMs={untilMs} spanMs={betMs} />
      <Notes r={r} sheet={sheet} />
      {signedIn ? <Hand r={r} play={play} narrow={narrow} /> : <AccountGate hint={t.signInToBet} />}
    </section>
  );
}

/** On a narrow screen the balance is in the top line. */
function Hand({ r, play, narrow }: { r: RoomState; play: Play; narrow: boolean }) {
  const balance = useBalance(r.currency);
  const checking = r.acts.length;
  return (
    <>
      <dl class="purse">
        {!narrow && <div><dt>{t.balance} <em>{t.playMoney}</em></dt><dd><Money minor={balance} currency={r.currency} testid="balance" /></dd></div>}
        <div>
          <dt>{t.stake}</dt>
          <dd>
            <Money minor={play.stakedMinor} currency={r.currency} testid="own-total" />
            {checking > 0 && <span class="checking" data-testid="checking">{t.checking(checking)}</span>}
          </dd>
        </div>
      </dl>
      <div class="tray" role="radiogroup" aria-label={t.chips}>
        {chips.map((c) => (
          <button
            key={c} type="button" role="radio" aria-checked={play.chip === c} data-testid={`chip-${c / 100}`}
            class={`chip-button ${play.chip === c ? "in-hand" : ""}`} aria-label={t.chip(plain(c, r.currency), r.currency)}
            disabled={balance !== null && balance < c && play.chip !== c} onClick={() => play.choose(c)}
          >
            <ChipFace minor={c} currency={r.currency} />
          </button>
        ))}
      </div>
      <div class="acts">
        <Button data-testid="undo" disabled={!play.can.undo} onClick={play.undo}><Icon name="undo" /><span>{t.undo}</span></Button>
        <Button data-testid="clear" disabled={!play.can.undo} onClick={play.clear}><Icon name="clear" /><span>{t.clear}</span></Button>
        <Button data-testid="rebet" disabled={!play.can.rebet} onClick={play.rebet}><Icon name="rebet" /><span>{t.rebet}</span></Button>
        <Button data-testid="double" disabled={!play.can.double} onClick={play.double}><Icon name="double" /><span>{t.double}</span></Button>
      </div>
    </>
  );
}

const noteMs = 7_000;

/** Refusals, newest last: what happened, why, what to do. */
function Notes({ r, sheet }: { r: RoomState; sheet: Sheet }) {
  return (
    <div class="notes" role="status" aria-live="polite">
      {r.notes.map((n) => <NoteLine key={n.key} note={n} r={r} sheet={sheet} />)}
    </div>
  );
}

function NoteLine({ note: n, r, sheet }: { note: Note; r: RoomState; sheet: Sheet }) {
  const client = useClient();
  const dismiss = () => client.dismissNote(r.room, n.key);
  useEffect(() => {
    const id = setTimeout(dismiss, noteMs);
    return () => clearTimeout(id);
  }, [n.key]);
  return (
    <p class="note" data-testid="note" data-code={n.code}>
      <span>{noteText(n, r.currency, sheet)}</span>
      <button type="button" class="icon" aria-label={t.close} onClick={dismiss}><Icon name="close" /></button>
    </p>
  );
}

function noteText(n: Note, currency: string, sheet: Sheet): string {
  if (n.kind === "error") return t.failure(n.code);
  const v = n.verdict!;
  const spot = v.spot ? sheet.byName.get(v.spot) : undefined;
  const stakes = n.act?.spots ?? [];
  const chip = stakes.find((s) => s.spot === v.spot)?.stake ?? stakes.reduce((sum, s) => sum + s.stake, 0);
  const word = (minor: number | undefined) => plain(minor ?? 0, currency);
  return t.refusal(n.code, n.act?.ask ?? "bet", {
    spot: v.spot && spot ? t.spotName(v.spot, spot.numbers) : "", limit: word(v.limit),
    value: n.code === "no_funds" ? money(v.value ?? 0, currency) : word(v.value), chip: word(chip), currency,
  });
}

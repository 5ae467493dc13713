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

/** What the dock opens beside the felt. */
export interface Doors { trackOpen: boolean; track(): void; saved(): void }

/** At the thumb: chips, stake, balance, and the acts on what lies there. */
export function Dock({ r, play, heldMinor, sheet, narrow, doors }: {
  r: RoomState; play: Play; heldMinor: number; sheet: Sheet; narrow: boolean; doors: Doors;
}) {
  const signedIn = useApp((s) => s.me?.signedIn ?? false);
  const untilMs = r.table.phase === "open" ? r.table.closesAtMs : 0;
  return (
    <section class="dock" aria-label={t.yourHand}>
      <CountdownBar untilMs={untilMs} spanMs={sheet.betMs} />
      <Notes r={r} sheet={sheet} />
      {signedIn ? <Hand r={r} play={play} heldMinor={heldMinor} narrow={narrow} doors={doors} /> : <AccountGate hint={t.signInToBet} />}
    </section>
  );
}

/** On a narrow screen the balance is in the top line. */
function Hand({ r, play, heldMinor, narrow, doors }: { r: RoomState; play: Play; heldMinor: number; narrow: boolean; doors: Doors }) {
  const balance = useBalance(r.currency);
  const checking = r.acts.length;
  const walk = (e: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    if (!step) return;
    e.preventDefault();
    const next = chips.at((chips.indexOf(play.chip) + step) % chips.length)!;
    play.choose(next);
    document.querySelector<HTMLElement>(`[data-testid="chip-${next / 100}"]`)?.focus();
  };
  return (
    <>
      <dl class="purse">
        {!narrow && <div><dt>{t.balance} <em>{t.playMoney}</em></dt><dd><Money minor={balance} currency={r.currency} testid="balance" /></dd></div>}
        <div>
          <dt>{t.stake}</dt>
          <dd>
            <Money minor={play.stakedMinor} currency={r.currency} testid="own-total" />
            {heldMinor > 0 && <span class="in-prison" data-testid="prison" data-minor={heldMinor}>
              <b class="p-mark" aria-hidden="true">{t.prisonMark}</b>{money(heldMinor, r.currency)}<span class={narrow ? "unseen" : ""}> {t.prisonHeld}</span>
            </span>}
            {checking > 0 && <span class="checking" data-testid="checking">{t.checking(checking)}</span>}
          </dd>
        </div>
      </dl>
      <div class="tray-row">
      <div class="tray" role="radiogroup" aria-label={t.chips} onKeyDown={walk}>
        {chips.map((c) => (
          <button
            key={c} type="button" role="radio" aria-checked={play.chip === c} tabIndex={play.chip === c ? 0 : -1} data-testid={`chip-${c / 100}`}
            class={`chip-button ${play.chip === c ? "in-hand" : ""}`} aria-label={t.chip(plain(c, r.currency), r.currency)}
            disabled={balance !== null && balance < c && play.chip !== c} onClick={() => play.choose(c)}
          >
            <ChipFace minor={c} currency={r.currency} />
          </button>
        ))}
      </div>
      <Tool name="track" word={t.racetrack} on={doors.trackOpen} onClick={doors.track} />
      <Tool name="saved" word={t.saved} onClick={doors.saved} />
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

function Tool({ name, word, on, onClick }: { name: "track" | "saved"; word: string; on?: boolean; onClick(): void }) {
  return (
    <button type="button" class="tool" aria-label={word} title={word} data-testid={`open-${name}`} {...(on === undefined ? {} : { "aria-pressed": on })} onClick={onClick}>
      <Icon name={name} />
    </button>
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

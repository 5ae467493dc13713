import type { ComponentChildren } from "preact";
import { t } from "../../text/en";
import { money, plain } from "../../text/format";
import { AccountGate, useBalance } from "../../account/account";
import type { Note, RoomState } from "../../state/room";
import { CountdownBar } from "../../ui/countdown";
import { useApp } from "../../ui/hooks";
import { Button, Icon, Money } from "../../ui/parts";
import { ChipFace, chips } from "./chip";
import { NoteList } from "./notes";
import type { Play } from "./play";

interface DockProps {
  r: RoomState;
  play: Play;
  /** When betting closes, 0 while it is not open; and how long it is open. */
  untilMs: number;
  spanMs: number;
  narrow: boolean;
  /** A spot's name in a sentence. */
  spotWord(spot: string): string;
  /** Beside the stake. */
  besideStake?: ComponentChildren;
  /** Beside the chips. */
  tools?: ComponentChildren;
  /** In place of undo, clear, rebet and double, while a hand is decided. */
  children?: ComponentChildren;
}

/** At the thumb: chips, stake, balance, and the acts on what lies there. */
export function Dock({ r, untilMs, spanMs, spotWord, ...hand }: DockProps) {
  const signedIn = useApp((s) => s.me?.signedIn ?? false);
  return (
    <section class="dock" aria-label={t.yourHand}>
      <CountdownBar untilMs={untilMs} spanMs={spanMs} />
      <Notes r={r} spotWord={spotWord} />
      {signedIn ? <Hand r={r} {...hand} /> : <AccountGate hint={t.signInToBet} />}
    </section>
  );
}

function Hand({ r, play, narrow, besideStake, tools, children }: Omit<DockProps, "untilMs" | "spanMs" | "spotWord">) {
  const balance = useBalance(r.currency);
  return (
    <>
      <Purse r={r} balance={balance} stakedMinor={play.stakedMinor} narrow={narrow}>{besideStake}</Purse>
      <div class="tray-row">
        <Tray play={play} balance={balance} currency={r.currency} />
        {tools}
      </div>
      {children ?? <Acts play={play} />}
    </>
  );
}

/** What the player has, and what of it lies on the table. On a narrow screen the balance is in the top line. */
export function Purse({ r, balance, stakedMinor, narrow, children }: { r: RoomState; balance: number | null; stakedMinor: number; narrow: boolean; children?: ComponentChildren }) {
  const checking = r.acts.length;
  return (
    <dl class="purse">
      {!narrow && <div><dt>{t.balance} <em>{t.playMoney}</em></dt><dd><Money minor={balance} currency={r.currency} testid="balance" /></dd></div>}
      <div>
        <dt>{t.stake}</dt>
        <dd>
          <Money minor={stakedMinor} currency={r.currency} testid="own-total" />
          {children}
          {checking > 0 && <span class="checking" data-testid="checking">{t.checking(checking)}</span>}
        </dd>
      </div>
    </dl>
  );
}

/** The chips to choose from: one stop by keyboard, arrows walk it. */
export function Tray({ play, balance, currency }: { play: Play; balance: number | null; currency: string }) {
  const walk = (e: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    if (!step) return;
    e.preventDefault();
    const next = chips.at((chips.indexOf(play.chip) + step) % chips.length)!;
    play.choose(next);
    document.querySelector<HTMLElement>(`[data-testid="chip-${next / 100}"]`)?.focus();
  };
  return (
    <div class="tray" role="radiogroup" aria-label={t.chips} onKeyDown={walk}>
      {chips.map((c) => (
        <button
          key={c} type="button" role="radio" aria-checked={play.chip === c} tabIndex={play.chip === c ? 0 : -1} data-testid={`chip-${c / 100}`}
          class={`chip-button ${play.chip === c ? "in-hand" : ""}`} aria-label={t.chip(plain(c, currency), currency)}
          disabled={balance !== null && balance < c && play.chip !== c} onClick={() => play.choose(c)}
        >
          <ChipFace minor={c} currency={currency} />
        </button>
      ))}
    </div>
  );
}

/** What is done with the stakes that lie there. */
export function Acts({ play }: { play: Play }) {
  return (
    <div class="acts">
      <Button data-testid="undo" disabled={!play.can.undo} onClick={play.undo}><Icon name="undo" /><span>{t.undo}</span></Button>
      <Button data-testid="clear" disabled={!play.can.undo} onClick={play.clear}><Icon name="clear" /><span>{t.clear}</span></Button>
      <Button data-testid="rebet" disabled={!play.can.rebet} onClick={play.rebet}><Icon name="rebet" /><span>{t.rebet}</span></Button>
      <Button data-testid="double" disabled={!play.can.double} onClick={play.double}><Icon name="double" /><span>{t.double}</span></Button>
    </div>
  );
}

/** Refusals, newest last: what happened, why, what to do; in the game's own words where it has some. */
export function Notes({ r, spotWord, say }: { r: RoomState; spotWord(spot: string): string; say?(n: Note): string }) {
  return <NoteList r={r} say={(n) => say?.(n) || noteText(n, r.currency, spotWord)} />;
}

function noteText(n: Note, currency: string, spotWord: (spot: string) => string): string {
  if (n.kind === "error") return t.failure(n.code);
  const v = n.verdict!;
  const stakes = n.act?.spots ?? [];
  const chip = stakes.find((s) => s.spot === v.spot)?.stake ?? stakes.reduce((sum, s) => sum + s.stake, 0);
  const word = (minor: number | undefined) => plain(minor ?? 0, currency);
  return t.refusal(n.code, n.act?.ask ?? "bet", {
    spot: v.spot ? spotWord(v.spot) : "", limit: word(v.limit),
    value: n.code === "no_funds" ? money(v.value ?? 0, currency) : word(v.value), chip: word(chip), currency,
  });
}

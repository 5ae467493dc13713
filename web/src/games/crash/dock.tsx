import { useRef } from "preact/hooks";
import { t } from "../../text/en";
import { tc, times } from "../../text/crash";
import { amount, money, plain } from "../../text/format";
import { AccountGate, useBalance } from "../../account/account";
import type { Note, RoomState } from "../../state/room";
import { CountdownBar } from "../../ui/countdown";
import { useApp } from "../../ui/hooks";
import { Money } from "../../ui/parts";
import { NoteList } from "../chips/notes";
import { targetOf, type Options } from "./bodies";
import type { CrashState } from "./fold";
import { useFrames } from "./frame";
import type { Does, Hand } from "./hand";
import { backOf } from "./law";
import { timesAt, type Stage } from "./stage";

/** At the thumb: two bets, each with its stake, its own cash-out and one large button. */
export function Dock({ r, s, stage, hands, options, narrow }: { r: RoomState; s: CrashState; stage: Stage; hands: [Hand, Hand]; options: Options; narrow: boolean }) {
  const signedIn = useApp((a) => a.me?.signedIn ?? false);
  return (
    <section class="dock crash-dock" aria-label={t.yourHand}>
      <CountdownBar untilMs={stage === "betting" ? s.closesAtMs : 0} spanMs={options.betMs} />
      <NoteList r={r} say={(n) => noteText(n, r.currency)} />
      {!signedIn ? <AccountGate hint={t.signInToBet} /> : (
        <>
          <Purse r={r} s={s} narrow={narrow} />
          {hands.map((h) => <Panel key={h.n} h={h} s={s} stage={stage} options={options} currency={r.currency} />)}
        </>
      )}
    </section>
  );
}

/** The balance, what is at stake, and how long the line is (G11). */
function Purse({ r, s, narrow }: { r: RoomState; s: CrashState; narrow: boolean }) {
  const balance = useBalance(r.currency);
  const rttMs = useApp((a) => (a.status.state === "online" ? a.status.rttMs : null));
  const own = s.ownRound === s.round ? s.own : [];
  const staked = own.reduce((sum, b) => sum + b.stake, 0);
  return (
    <div class="crash-purse">
      <dl class="purse">
        {!narrow && <div><dt>{t.balance} <em>{t.playMoney}</em></dt><dd><Money minor={balance} currency={r.currency} testid="balance" /></dd></div>}
        <div><dt>{t.stake}</dt><dd><Money minor={staked} currency={r.currency} testid="own-total" />{r.acts.length > 0 && <span class="checking" data-testid="checking">{t.checking(r.acts.length)}</span>}</dd></div>
      </dl>
      <p class="fine line-note" data-testid="line-note">{rttMs === null ? tc.lineUnknown : tc.line(t.ms(rttMs))} {tc.lineRule}</p>
    </div>
  );
}

function Panel({ h, s, stage, options, currency }: { h: Hand; s: CrashState; stage: Stage; options: Options; currency: string }) {
  const bet = h.bet;
  const locked = bet !== null && bet.times === 0 && stage !== "crashed" && stage !== "void";
  const checking = h.does === "checking";
  const shown = locked ? { stake: plain(bet.stake, currency), cashAt: bet.cashAt ? amount(bet.cashAt) : "" } : { stake: h.stake, cashAt: h.cashAt };
  const id = `hand-${h.n}`;
  const fault = locked || checking ? "" : h.faults.stake || h.faults.cashAt;
  return (
    <form class={`hand ${h.does}`} aria-label={tc.hand(h.n + 1)} data-testid={id} data-does={h.does} onSubmit={(e) => { e.preventDefault(); h.press(); }}>
      <div class="hand-field">
        <label for={`${id}-stake`}>{tc.stake}</label>
        <div class="hand-entry">
          <input id={`${id}-stake`} data-testid={`${id}-stake`} inputMode="decimal" autocomplete="off" value={shown.stake} disabled={locked || checking} aria-invalid={Boolean(fault && h.faults.stake)} aria-describedby={`${id}-fault`}
            onInput={(e) => h.setStake(e.currentTarget.value)} />
          <button type="button" class="mini" disabled={locked || checking} onClick={() => h.scale(0.5)}><span aria-hidden="true">½</span><span class="unseen">{tc.half}</span></button>
          <button type="button" class="mini" disabled={locked || checking} onClick={() => h.scale(2)}><span aria-hidden="true">2×</span><span class="unseen">{tc.twice}</span></button>
        </div>
      </div>
      <div class="hand-field">
        <label for={`${id}-at`}>{tc.cashAt}</label>
        <div class="hand-entry">
          <input id={`${id}-at`} data-testid={`${id}-at`} inputMode="decimal" autocomplete="off" placeholder={tc.byHand} value={shown.cashAt} disabled={locked || checking} aria-invalid={Boolean(fault && h.faults.cashAt)} aria-describedby={`${id}-fault`}
            onInput={(e) => h.setCashAt(e.currentTarget.value)} />
          <span class="unit" aria-hidden="true">×</span>
        </div>
      </div>
      <p class={`hand-word ${fault ? "late" : ""}`} id={`${id}-fault`} data-testid={`${id}-word`}>{fault || wordOf(h, stage, currency)}</p>
      <Go h={h} s={s} heard={stage !== "silent"} options={options} currency={currency} fault={fault} />
    </form>
  );
}

/** What became of the bet, once that is known. */
function wordOf(h: Hand, stage: Stage, currency: string) {
  const b = h.bet;
  if (!b) return "";
  if (b.times > 0) return <b class={b.back > b.stake ? "won" : ""}>{tc.out(times(b.times), money(b.back, currency), b.by)}</b>;
  if (stage === "crashed") return tc.lost(money(b.stake, currency));
  return "";
}

const shut: Does[] = ["checking", "stands", "asked", "leaving", "off"];

/** One button for all that a hand can do. Its name stays still for those who hear it; the figures move for those who see. */
function Go({ h, s, heard, options, currency, fault }: { h: Hand; s: CrashState; heard: boolean; options: Options; currency: string; fault: string }) {
  const n = h.n + 1;
  const stake = h.stakeMinor > 0 ? money(h.stakeMinor, currency) : "";
  const faces: Record<Does, [string, preact.ComponentChildren]> = {
    bet: [tc.bet, stake], queue: [tc.betNextShort, stake], queued: [tc.queued, tc.queuedHint], checking: [tc.checking, ""],
    back: [h.both ? tc.takeBackBoth : tc.takeBack, h.bet ? money(h.bet.stake, currency) : ""],
    stands: [tc.stands, h.bet ? money(h.bet.stake, currency) : ""], cash: [tc.cashOut, h.bet && (heard ? <Live s={s} stakeMinor={h.bet.stake} currency={currency} /> : <small>{tc.silent}</small>)],
    asked: [tc.asked, ""], leaving: [h.bet ? tc.leaving(times(h.bet.target ?? targetOf(options, h.bet.stake, h.bet.cashAt))) : "", ""], off: [h.bet && h.bet.times === 0 ? tc.stands : tc.bet, t.conn.waiting],
  };
  const [word, figure] = faces[h.does];
  const closed = shut.includes(h.does) || ((h.does === "bet" || h.does === "queue") && Boolean(fault));
  return (
    <button type="submit" class={`go ${h.does}`} data-testid={`go-${h.n}`} aria-disabled={closed} onClick={(e) => { if (closed) e.preventDefault(); }}>
      <span class="go-word">{word}<span class="unseen"> {tc.hand(n)}</span></span>
      {figure && <span class="go-figure" aria-hidden={h.does === "cash"}>{figure}</span>}
    </button>
  );
}

/** What a cash-out would bring at this moment of the server's clock. */
function Live({ s, stakeMinor, currency }: { s: CrashState; stakeMinor: number; currency: string }) {
  const el = useRef<HTMLSpanElement>(null);
  useFrames(true, (nowMs) => {
    const word = money(backOf(stakeMinor, timesAt(s, nowMs)), currency);
    if (el.current && el.current.textContent !== word) el.current.textContent = word;
  }, [s, stakeMinor]);
  return <span ref={el} />;
}

function noteText(n: Note, currency: string): string {
  if (n.kind === "error") return t.failure(n.code);
  const word = (minor: number | undefined) => money(minor ?? 0, currency);
  const ask = n.act?.ask ?? "bet";
  const said = tc.refusal(n.code, ask, { limit: word(n.verdict!.limit), value: word(n.verdict!.value) });
  return said || t.refusal(n.code, ask, { spot: "", limit: word(n.verdict!.limit), value: word(n.verdict!.value), chip: "", currency });
}

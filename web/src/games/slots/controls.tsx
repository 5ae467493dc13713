import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../text/en";
import { ts } from "../../text/slots";
import { money, plain } from "../../text/format";
import { AccountGate } from "../../account/account";
import type { Note, RoomState } from "../../state/room";
import { reducedMotion, useApp, useClient } from "../../ui/hooks";
import { Button, Dialog, Money } from "../../ui/parts";
import { NoteList } from "../chips/notes";
import type { Hand } from "./hand";
import type { MachineSheet } from "./machine";

interface Props { r: RoomState; hand: Hand; sheet: MachineSheet; unfinished: { room: number; name: string } | null; gambling: boolean; onGamble(): void; onAgain?: (() => void) | undefined }

/** At the thumb: what a spin costs, what is left, and the one great button. */
export function Controls({ r, hand, sheet, unfinished, gambling, onGamble, onAgain }: Props) {
  const signedIn = useApp((s) => s.me?.signedIn ?? false);
  return (
    <section class="dock slots-dock" aria-label={ts.machine}>
      <NoteList r={r} say={(n) => noteText(n, r.currency)} />
      {!signedIn ? <AccountGate hint={ts.signIn} /> : unfinished ? <Unfinished {...unfinished} onAgain={onAgain} /> : <Row r={r} hand={hand} sheet={sheet} gambling={gambling} onGamble={onGamble} />}
    </section>
  );
}

function Unfinished({ room, name, onAgain }: { room: number; name: string; onAgain?: (() => void) | undefined }) {
  useEffect(() => { // it may have been finished in another window meanwhile
    const look = () => { if (document.visibilityState === "visible") onAgain?.(); };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [onAgain]);
  return (
    <div class="unfinished" role="alert" data-testid="unfinished">
      <p>{name ? ts.unfinished(name) : ts.unfinishedHere}</p>
      <a class="button brass" href={`#/table/${room}`}>{ts.unfinishedGo}</a>
    </div>
  );
}

function Row({ r, hand, sheet, gambling, onGamble }: { r: RoomState; hand: Hand; sheet: MachineSheet; gambling: boolean; onGamble(): void }) {
  const [stakes, setStakes] = useState(false);
  const { coins } = sheet.options;
  const at = coins.indexOf(hand.coin);
  const { s } = hand;
  const known = useRef<number | null>(null);
  if (s.paid && hand.told) known.current = s.paid.returned;
  const last = known.current;
  return (
    <>
      <dl class="purse">
        <div><dt>{t.balance} <em>{t.playMoney}</em></dt><dd><Money minor={hand.balanceMinor} currency={r.currency} testid="balance" /></dd></div>
        <div class="last-win"><dt>{ts.lastWin}</dt><dd>{last === null ? "–" : money(last, r.currency)}</dd></div>
      </dl>
      <div class="stake-box">
        <button type="button" class="step-stake" aria-label={ts.stakeLess} disabled={!hand.can.stake || at <= 0} onClick={() => hand.choose(coins[at - 1]!)}>−</button>
        <button type="button" class="stake-now" disabled={!hand.can.stake} data-testid="stake" data-minor={hand.stakeMinor} onClick={() => setStakes(true)}>
          <span>{ts.stake}</span><b>{money(hand.stakeMinor, r.currency)}</b>
        </button>
        <button type="button" class="step-stake" aria-label={ts.stakeMore} disabled={!hand.can.stake || at >= coins.length - 1} onClick={() => hand.choose(coins[at + 1]!)}>+</button>
      </div>
      <div class="spin-box">
        {s.beat?.state.doing === "gamble" && s.phase === "closed" && !gambling && <Button class="to-gamble" disabled={!hand.can.gamble} data-testid="to-gamble" onClick={onGamble}>{ts.gamble}</Button>}
        <SpinButton hand={hand} currency={r.currency} />
      </div>
      {stakes && <Stakes hand={hand} sheet={sheet} currency={r.currency} onClose={() => setStakes(false)} />}
    </>
  );
}

/** The great button. While the least time of a cycle runs, its rim fills; there is no way to make the reels stop sooner. */
function SpinButton({ hand, currency }: { hand: Hand; currency: string }) {
  const { s } = hand;
  const free = s.phase === "closed" && s.beat?.state.doing === "free";
  const collects = s.phase === "closed" && s.beat?.state.doing === "gamble";
  const ready = free ? hand.can.next : collects ? hand.can.gamble : hand.can.spin;
  const press = free ? hand.act.next : collects ? hand.act.collect : hand.act.spin;
  const left = free ? s.beat!.state.given - s.beat!.state.played - (hand.told ? 0 : hand.moment?.told === "turning" ? s.beat!.shown.awarded : 0) : 0;
  const word = !hand.told && hand.moment?.told === "turning" ? ts.spinning : free ? ts.freeSpin : collects ? ts.collect : ts.spin;
  return (
    <button
      type="button" class={`spin ${free ? "free" : ""} ${collects ? "collect" : ""} ${ready ? "ready" : ""}`} data-testid="spin" data-does={free ? "next" : collects ? "collect" : "spin"} aria-disabled={!ready}
      onKeyDown={(e) => { if (e.repeat) e.preventDefault(); }} onClick={() => { if (ready) press(); }}
    >
      <Rim readyMs={hand.readyMs} fromMs={hand.timeline?.startMs ?? hand.readyMs} />
      <svg class="spin-mark" viewBox="0 0 40 40" aria-hidden="true"><path d="M33 20a13 13 0 11-4-9.400M31 4v8h-8" /></svg>
      <span>{word}</span>
      {free && <small>{ts.freeLeft(left)}</small>}
      {collects && <small>{money(hand.winMinor, currency)}</small>}
    </button>
  );
}

/** How much of the waiting time is over, moved by the compositor alone. */
function Rim({ readyMs, fromMs }: { readyMs: number; fromMs: number }) {
  const client = useClient();
  const el = useRef<SVGCircleElement>(null);
  useLayoutEffect(() => {
    const leftMs = readyMs - client.now();
    if (!el.current || leftMs <= 0) return;
    const passed = Math.min(1, Math.max(0, 1 - leftMs / Math.max(leftMs, readyMs - fromMs)));
    const run = el.current.animate([{ strokeDashoffset: `${100 * (1 - passed)}` }, { strokeDashoffset: "0" }], { duration: leftMs, easing: reducedMotion() ? "steps(4)" : "linear" });
    return () => run.cancel();
  }, [readyMs]);
  return <svg class="rim" viewBox="0 0 100 100" aria-hidden="true"><circle cx="50" cy="50" r="47" /><circle ref={el} cx="50" cy="50" r="47" pathLength="100" /></svg>;
}

function Stakes({ hand, sheet, currency, onClose }: { hand: Hand; sheet: MachineSheet; currency: string; onClose(): void }) {
  const { cost } = sheet.machine;
  return (
    <Dialog title={ts.stakes} onClose={onClose}>
      <div class="stakes" role="radiogroup" aria-label={ts.stakes}>
        {sheet.options.coins.map((coin) => (
          <label key={coin} class={coin === hand.coin ? "on" : ""}>
            <input type="radio" name="stake" checked={coin === hand.coin} onChange={() => hand.choose(coin)} onClick={() => { hand.choose(coin); }} />
            <b>{money(coin * cost, currency)}</b><small>{ts.stakeLine(cost, money(coin, currency))}</small>
          </label>
        ))}
      </div>
      <p class="fine">{ts.stakeFine(cost)}</p>
      <div class="row"><Button look="brass" onClick={onClose}>{t.close}</Button></div>
    </Dialog>
  );
}

function noteText(n: Note, currency: string): string {
  if (n.kind === "error" && n.code !== "busy") return t.failure(n.code);
  return ts.refusal(n.code, { limit: plain(n.verdict?.limit ?? 0, currency), value: money(n.verdict?.value ?? 0, currency) });
}

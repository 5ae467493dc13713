import { useEffect, useRef } from "preact/hooks";
import { tb } from "../../text/blackjack";
import { amount, money } from "../../text/format";
import { useNow } from "../../ui/hooks";
import { indexOf } from "../cards/card";
import { unmarked } from "../chips/rail";
import { waitsFor, type Ask } from "./ask";
import type { Act } from "./bodies";
import { nameOf, type BlackjackState } from "./fold";
import type { Table } from "./play";
import type { Sheet } from "./sheet";
import type { Stage } from "./stage";

interface Props { ask: Ask; shut: boolean; sheet: Sheet; play: Table; currency: string; balance: number | null; hinted: string }

/** The question, its price and its answers, each under the thumb. */
export function Decide({ ask, shut, sheet, play, currency, balance, hinted }: Props) {
  const closed = shut || play.deciding;
  const insuring = ask.kind === "insure";
  const broke = (act: Act) => ["double", "split", "insure"].includes(act) && balance !== null && balance < ask.priceMinor;
  const o = sheet.options;
  const price = money(ask.priceMinor, currency);
  const wins = money(2 * ask.stakeMinor, currency);
  const early = ask.legal.includes("even");
  const head = insuring ? (early ? tb.evenAsk(ask.seat, wins, sheet.common) : tb.insureAsk(ask.seat, price, sheet.common))
    : `${sheet.common ? tb.commonHand(ask.hand) : tb.handOf(ask.seat, ask.hand, ask.hands)} · ${tb.against(tb.totalShown(ask.total, ask.soft), indexOf(ask.up))}`;
  const fine = insuring ? `${early ? tb.evenHint(money(2.5 * ask.stakeMinor, currency)) : tb.insureHint(money(3 * ask.priceMinor, currency))} ${tb.silentInsure}`
    : tb.silent(ask.total < (o.autoHitBelow ?? 0) ? "hit" : "stand");
  return (
    <div class={`bj-ask ${ask.kind} ${shut ? "shut" : ""}`} data-testid="ask" data-seat={ask.seat} data-hand={ask.hand} data-kind={ask.kind} data-shut={shut}>
      <p class="bj-ask-line"><b>{!insuring && <span class="bj-ask-whose">{tb.yourTurn} · </span>}{head}</b> {!shut && <Left untilMs={ask.untilMs} />}</p>
      <div class={`bj-acts ${insuring ? "two" : ""}`} role="group" aria-label={head} onKeyDown={(e) => { if (e.repeat && e.key === "Enter") e.preventDefault(); }}>
        {ask.legal.map((act) => (
          <button
            key={act} type="button" class={`bj-act ${act} ${play.hint && hinted === act ? "hinted" : ""}`} data-testid={`act-${act}`} aria-keyshortcuts={tb.keys[act]}
            aria-disabled={closed || broke(act)} title={broke(act) ? tb.noFunds : undefined} onClick={() => { if (!closed && !broke(act)) play.decide(ask, act); }}
          >
            <span class="bj-act-word">{tb.act[act]}</span>
            <PriceOf act={act} ask={ask} currency={currency} broke={broke(act)} />
            {play.hint && hinted === act && <span class="bj-hint-mark">{tb.hint}</span>}
          </button>
        ))}
      </div>
      <p class="bj-ask-fine">{play.deciding ? tb.checking : shut ? tb.dealing : fine}{sheet.hints && !insuring && <HintSwitch play={play} />}</p>
    </div>
  );
}

function PriceOf({ act, ask, currency, broke }: { act: Act; ask: Ask; currency: string; broke: boolean }) {
  if (broke) return <small>{tb.noFunds}</small>;
  switch (act) {
    case "double": case "split": case "insure": return <small>{tb.priced(amount(ask.priceMinor, currency))}</small>;
    case "even": return <small>{money(2 * ask.stakeMinor, currency)}</small>;
    case "surrender": return <small>{tb.surrenderGives(amount(ask.stakeMinor / 2, currency))}</small>;
    default: return null;
  }
}

function HintSwitch({ play }: { play: Table }) {
  return <label class="bj-hint-switch"><input type="checkbox" role="switch" checked={play.hint} onChange={(e) => play.setHint(e.currentTarget.checked)} /> {tb.hintOn}</label>;
}

function Left({ untilMs }: { untilMs: number }) {
  const leftS = Math.max(0, Math.ceil((untilMs - useNow(250)) / 1000));
  return <span class={`bj-left ${leftS <= 3 ? "late" : ""}`} data-testid="left">{leftS} s</span>;
}

/** What the table waits for, in the place where decisions come. */
export function Wait({ s, sheet, stage, dealing, play }: { s: BlackjackState; sheet: Sheet; stage: Stage; dealing: boolean; play: Table }) {
  const waits = waitsFor(s);
  const { turn } = s;
  const word = stage === "dealer" ? tb.stage.dealer : turn?.stage === "shuffle" ? tb.shuffling : dealing || turn?.stage === "deal" || turn?.stage === "cards" ? tb.dealing : turn?.stage === "dealer" ? tb.stage.dealer : turn?.stage === "look" ? tb.looking
    : sheet.common && (turn?.stage === "act" || turn?.stage === "insure") ? (s.own.choice ? `${tb.youChose(tb.act[s.own.choice] ?? s.own.choice)}. ${tb.waitsForAll}` : tb.waitsForAll)
    : turn?.stage === "insure" ? tb.waitsForAll : waits && play.deciding ? tb.checking : waits ? tb.waitsFor(tb.decides(unmarked(nameOf(s, waits.seat)), waits.seat)) : tb.stage.playing;
  const timed = !dealing && turn && (turn.stage === "act" || turn.stage === "insure");
  return <div class="bj-wait" data-testid="waits"><p>{word}{timed && <> <Left untilMs={turn.untilMs} /></>}</p>{sheet.hints && <HintSwitch play={play} />}</div>;
}

/** Keeps the focus on the decisions: where one button goes, the first of the next question is reached. */
export function useFocusKept(asked: boolean): void {
  const had = useRef(false);
  useEffect(() => {
    const group = document.querySelector<HTMLElement>(".bj-acts");
    if (group?.contains(document.activeElement)) had.current = true;
    else if (had.current && group && document.activeElement === document.body) group.querySelector<HTMLElement>("button")?.focus();
    else if (!asked && document.activeElement !== document.body) had.current = false;
  });
}

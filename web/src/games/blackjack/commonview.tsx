import { tb } from "../../text/blackjack";
import { count, money } from "../../text/format";
import type { Line, Part } from "./bodies";
import type { BlackjackState } from "./fold";
import { Hand } from "./handview";
import type { Table } from "./play";
import type { Seen } from "./seen";
import type { Sheet } from "./sheet";
import { fateOf, Spot } from "./spots";
import { nothing } from "./seatview";
import { stakeOn } from "./ask";
import type { Stage } from "./stage";

/** The one hand that all play, and what the player has of it. */
export function Common({ s, seen, sheet, play, stage, currency, parts, lines }: {
  s: BlackjackState; seen: Seen; sheet: Sheet; play: Table; stage: Stage; currency: string; parts: readonly Part[]; lines: readonly Line[];
}) {
  const hands = seen.seats[0]?.hands ?? [];
  const betting = stage === "betting";
  const out = stage === "landed";
  const closed = s.phase === "closed" || s.phase === "settled";
  const base = stakeOn(s, "seat:1");
  const staked = parts.length ? parts.reduce((sum, p) => sum + p.stake, 0) : base;
  const total = (s.board.spots ?? []).find((x) => x.spot === "seat:1")?.total ?? 0;
  const spot = (name: string, hidden: boolean, extraMinor = 0, otherMinor = 0) => (
    <Spot spot={name} sheet={sheet} play={play} currency={currency} locked={!betting} otherMinor={otherMinor} extraMinor={extraMinor} hidden={hidden} fate={out ? fateOf(lines, name) : nothing} onPlace={play.place} />
  );
  const mine = play.mine.has("seat:1") || play.checking.has("seat:1");
  return (
    <div class={`bj-common ${hands.length > 1 ? "many" : ""}`} data-testid="common">
      <div class="bj-hands">
        {hands.map((h, i) => {
          const part = parts.find((p) => p.hand === i);
          const turn = s.turn?.stage === "act" && s.turn.hand === i && seen.settled;
          const why = out && part ? lines.find((l) => l.spot === "seat:1" && l.hand === i)?.why ?? "" : out && parts.length === 0 ? s.result?.hands.find((e) => e.hand === i)?.why ?? "" : "";
          return (
            <div class="bj-common-hand" key={i}>
              {hands.length > 1 && <p class={`bj-common-name ${part ? "yours" : ""}`}>{tb.commonHand(i)}{part && ` · ${tb.yours.toLowerCase()}`}</p>}
              <Hand h={h} where={tb.commonHand(i)} why={why} active={Boolean(turn)} untilMs={s.turn?.untilMs ?? 0} spanMs={sheet.options.decideMs} {...(part && parts.length ? { mine: part.cards } : {})} />
              {part && <PartLine part={part} live={s.phase === "closed"} />}
            </div>
          );
        })}
      </div>
      {s.went && closed && <Chose s={s} />}
      <div class="bj-spots">
        {sheet.pairs.length > 0 && spot("pairs:1", !mine || !betting)}
        {spot("seat:1", closed, staked - base, mine ? 0 : total)}
        {sheet.threes.length > 0 && spot("threes:1", !mine || !betting)}
      </div>
      <p class="bj-crowd">{s.board.players > 0 ? `${tb.playersHere(s.board.players)} · ${money(s.board.staked, currency)}` : " "}</p>
    </div>
  );
}

function PartLine({ part, live }: { part: Part; live: boolean }) {
  const word = part.doubled ? tb.partDoubled(part.total) : part.over ? tb.partStands(part.total) : "";
  return <p class="bj-part" data-testid={`part-${part.hand}`} data-total={part.total}>{live && word}{live && word && part.system && <small> {tb.auto}</small>}</p>;
}

/** How all chose when the last question was put, the table's own choices for the silent among them. */
function Chose({ s }: { s: BlackjackState }) {
  const { chose, system } = s.went!;
  const all = (chose ?? []).reduce((sum, c) => sum + c.players, 0);
  if (all === 0) return null;
  return (
    <div class="bj-chose" data-testid="chose">
      <p>{tb.chose}{system > 0 && <small> · {tb.ofTheTable(system)}</small>}</p>
      <ul>{chose!.map((c) => <li key={c.do} style={{ "--share": String(c.players / all) }}><span>{tb.act[c.do] ?? c.do}</span> <b>{count(c.players)}</b></li>)}</ul>
    </div>
  );
}

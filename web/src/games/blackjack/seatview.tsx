import { tb } from "../../text/blackjack";
import { money } from "../../text/format";
import { unmarked } from "../chips/rail";
import { stakeOn } from "./ask";
import type { Line } from "./bodies";
import { nameOf, type BlackjackState } from "./fold";
import { Hand } from "./handview";
import type { Table } from "./play";
import type { Seen } from "./seen";
import { seatsOf, type Sheet } from "./sheet";
import { fateOf, Spot, type Fate } from "./spots";
import type { Stage } from "./stage";

interface SeatProps {
  n: number; s: BlackjackState; seen: Seen; sheet: Sheet; play: Table; stage: Stage; currency: string; me: string;
  /** The seat and hand that is asked about. */
  asked: { seat: number; hand: number } | null;
  lines: readonly Line[];
  onBehind(spot: string): void;
}

export const nothing: Fate = { how: "", payMinor: 0 };

/** One seat: its hands toward the dealer, its chips, and whose it is. */
export function Seat(p: SeatProps) {
  const { n, s, seen, sheet, play, stage, currency, lines } = p;
  const spot = `seat:${n}`;
  const laid = seen.seats.find((x) => x.seat === n);
  const onBoard = (s.board.seats ?? []).find((b) => b.seat === n);
  const ownMinor = (play.mine.get(spot) ?? 0) + (play.checking.get(spot) ?? 0);
  const mine = ownMinor > 0;
  const kept = s.phase === "closed" || s.phase === "settled" ? undefined : s.kept.find((k) => k.seat === n && !mine && !onBoard);
  const keptYours = kept !== undefined && p.me !== "" && kept.name === p.me;
  const others = Boolean(onBoard) && !mine;
  const betting = stage === "betting";
  const base = mine ? stakeOn(s, spot) : onBoard?.staked ?? 0;
  const hands = laid?.hands ?? [];
  const staked = hands.length ? hands.reduce((sum, h) => sum + base * (h.doubled ? 2 : 1), 0) : base;
  const turn = s.turn?.stage === "act" && s.turn.seat === n && seen.settled ? s.turn : null;
  const insuring = s.turn?.stage === "insure" && mine && p.asked?.seat === n;
  const closed = !betting || others || Boolean(kept && !keptYours);
  const playing = s.phase !== "open" && Boolean(laid);
  const out = stage === "landed";
  // Even money and a stake that came back are the player's alone: the table's word of the hand knows nothing of them.
  const whyOf = (hand: number) => lines.find((l) => l.spot === spot && l.hand === hand && l.why !== "returned")?.why ?? s.result?.hands.find((h) => h.seat === n && h.hand === hand)?.why ?? "";
  const ends = s.result?.hands.filter((h) => h.seat === n) ?? [];
  const theirs: Fate = { how: ends.length === 0 ? "" : ends.every((h) => h.why === "lose" || h.why === "bust") ? "lost" : "won", payMinor: 0 };
  return (
    <li
      class={`bj-seat ${mine ? "mine" : others ? "taken" : keptYours ? "free" : kept ? "kept" : "free"} ${playing ? "in-play" : ""} ${turn || insuring ? "to-act" : ""} ${hands.length > 1 ? `many h${hands.length}` : ""}`}
      data-testid={`seat-${n}`} data-name={nameOf(s, n)} data-mine={mine} style={{ "--i": String(n), "--of": String(seatsOf(sheet)) }}
    >
      <div class="bj-hands">
        {hands.map((h, i) => (
          <Hand
            key={i} h={h} where={tb.handOf(n, i, hands.length)} why={out ? whyOf(i) : ""}
            active={turn?.hand === i || (insuring && i === 0)} untilMs={s.turn?.untilMs ?? 0}
            spanMs={laid?.absent ? sheet.options.absentMs : sheet.options.decideMs}
          />
        ))}
      </div>
      <div class="bj-spots">
        {sheet.pairs.length > 0 && <Spot {...p} spot={`pairs:${n}`} locked={!betting} otherMinor={0} hidden={!mine || !betting} fate={out ? fateOf(lines, `pairs:${n}`) : nothing} onPlace={play.place} />}
        <Spot {...p} spot={spot} locked={closed} otherMinor={mine ? 0 : staked} extraMinor={mine ? staked - base : 0} hidden={s.phase === "closed" || s.phase === "settled"} fate={!out ? nothing : mine ? fateOf(lines, spot) : theirs} onPlace={play.place} />
        {sheet.threes.length > 0 && <Spot {...p} spot={`threes:${n}`} locked={!betting} otherMinor={0} hidden={!mine || !betting} fate={out ? fateOf(lines, `threes:${n}`) : nothing} onPlace={play.place} />}
        {(sheet.options.behindMax ?? 0) > 0 && (others || (play.mine.get(`behind:${n}`) ?? 0) > 0) && (
          <Spot {...p} spot={`behind:${n}`} locked={!betting} otherMinor={0} hidden={!betting} fate={out ? fateOf(lines, `behind:${n}`) : nothing} onPlace={p.onBehind} />
        )}
      </div>
      <div class="bj-plate">
        <span class="bj-seat-n" aria-hidden="true">{n}</span>
        <Plate {...p} mine={mine} kept={kept ? (keptYours ? tb.keptYours : tb.keptFor(unmarked(kept.name))) : ""} />
      </div>
      {out && <Net n={n} lines={lines} currency={currency} />}
    </li>
  );
}

function Plate({ n, s, seen, mine, kept }: SeatProps & { mine: boolean; kept: string }) {
  const laid = seen.seats.find((x) => x.seat === n);
  const name = nameOf(s, n);
  const bot = laid?.bot || (s.board.seats ?? []).find((b) => b.seat === n)?.bot;
  const behind = Math.max(laid?.behind ?? 0, (s.board.spots ?? []).find((x) => x.spot === `behind:${n}`)?.players ?? 0);
  return (
    <span class="bj-who">
      <span class="bj-name">{mine ? tb.yours : name ? unmarked(name) : kept || tb.free}</span>
      {bot && !mine && <em>{tb.bot}</em>}
      {laid?.insured && <em>{tb.insured}</em>}
      {laid?.even && <em>{tb.evenTaken}</em>}
      {laid?.absent && <em title={tb.absent}>{tb.absentShort}</em>}
      {behind > 0 && <em>{tb.behindN(behind)}</em>}
    </span>
  );
}

/** What the seat brought its player, once the round has landed. */
function Net({ n, lines, currency }: { n: number; lines: readonly Line[]; currency: string }) {
  const own = lines.filter((l) => l.spot.endsWith(`:${n}`));
  const net = own.reduce((sum, l) => sum + l.back - l.stake, 0);
  if (net === 0) return null; // the badge says it
  return <span class={`bj-net ${net > 0 ? "won" : ""}`} aria-hidden="true">{net > 0 ? "+" : ""}{money(net, currency)}</span>;
}

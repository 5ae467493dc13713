import { tb } from "../../text/blackjack";
import { t } from "../../text/en";
import type { RoomState } from "../../state/room";
import { useNow } from "../../ui/hooks";
import type { Seen } from "./seen";
import { nameOf, type BlackjackState } from "./fold";
import type { Sheet } from "./sheet";
import type { Stage } from "./stage";
import { unmarked } from "../chips/rail";

/** In a corner of the felt: what happens, and how long it goes on. */
export function NowView({ r, s, sheet, stage, seen, asked }: { r: RoomState; s: BlackjackState; sheet: Sheet; stage: Stage; seen: Seen; asked: boolean }) {
  const nowMs = useNow(250);
  const leftS = (ms: number) => Math.max(0, Math.ceil((ms - nowMs) / 1000));
  const held = r.paused && (stage === "idle" || stage === "landed" || stage === "void");
  const next = s.opensAtMs > nowMs ? <p class="dim">{t.nextIn(leftS(s.opensAtMs))}</p> : null;
  return (
    <div class="bj-now" data-testid="now">
      <p class="phase">{stage === "playing" ? (asked ? tb.yourTurn : playing(s, sheet, seen)) : held && stage === "idle" ? t.paused : tb.stage[stage]}</p>
      {stage === "betting" && <p class={`big ${leftS(s.closesAtMs) <= 3 ? "late" : ""}`} data-testid="closes">{leftS(s.closesAtMs)}<small>s</small></p>}
      {stage === "betting" && <p class="dim bj-terms">{tb.felt.natural(sheet.options.natural)} · {tb.felt.dealer(sheet.options.hitsSoft17)}</p>}
      {stage === "landed" && s.result && s.result.dealer.length === 0 && <p class="dim">{tb.nobody}</p>}
      {stage === "void" && <p class="dim">{t.voidHint}{s.voided ? ` ${t.voidWhy(s.voided)}` : ""}</p>}
      {held ? <p class="dim">{stage === "idle" ? t.pausedHint : t.paused}</p> : (stage === "landed" || stage === "void" || stage === "idle") && next}
    </div>
  );
}

function playing(s: BlackjackState, sheet: Sheet, seen: Seen): string {
  const { turn } = s;
  if (turn?.stage === "shuffle") return tb.shuffling;
  if (!seen.settled) return tb.dealing;
  switch (turn?.stage) {
    case "deal": case "cards": return tb.dealing;
    case "insure": return tb.insuring;
    case "look": return tb.looking;
    case "act": return sheet.common ? tb.allDecide : tb.decides(unmarked(nameOf(s, turn.seat ?? 0)), turn.seat ?? 0);
    default: return s.lookedMs && !s.result && s.dealer.length === 1 ? tb.noBlackjack : tb.stage.playing;
  }
}

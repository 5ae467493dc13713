import { useMemo, useRef } from "preact/hooks";
import { tb } from "../../text/blackjack";
import { t } from "../../text/en";
import { money } from "../../text/format";
import type { RoomState } from "../../state/room";
import { useClient } from "../../ui/hooks";
import type { Ask } from "./ask";
import type { BlackjackState } from "./fold";
import { ownSeats, ownStaked } from "./own";
import type { Seen } from "./seen";
import type { Sheet } from "./sheet";
import type { Stage } from "./stage";

/** What a screen reader hears, politely: phases, the own cards, questions, the end with its lines. */
export function Spoken({ r, s, seen, stage, sheet, ask, hinted }: { r: RoomState; s: BlackjackState; seen: Seen; stage: Stage; sheet: Sheet; ask: Ask | null; hinted: string }) {
  const client = useClient();
  const where = (seat: number, hand: number, of: number) => (sheet.common ? tb.commonHand(hand) : tb.handOf(seat, hand, of));
  // While cards come to others, what was said of the round stands: said again, it would be read out at each card.
  const said = useRef({ round: 0, line: "" }).current;
  const phase = useMemo(() => {
    switch (stage) {
      case "betting": return tb.spoken.open(Math.max(0, Math.round((s.closesAtMs - client.now()) / 1000)));
      case "closing": return `${tb.stage.playing}.`;
      case "playing": {
        if ((!seen.settled || !s.dealer[0]) && said.round === s.round) return said.line;
        if (!seen.settled || !s.dealer[0]) return s.newShoe && s.shoe ? tb.newShoe(s.shoe.decks) : `${tb.stage.playing}.`;
        const mine = sheet.common ? [1] : ownSeats(s.own);
        const own = seen.seats.filter((x) => mine.includes(x.seat)).flatMap((x) => x.hands.map((h, i) => tb.spoken.hand(where(x.seat, i, x.hands.length), h.codes, String(h.total))));
        said.round = s.round;
        return (said.line = `${tb.spoken.dealer(s.dealer[0].code)} ${own.join(" ")}`);
      }
      case "landed": {
        if (!s.result || s.result.dealer.length === 0) return tb.nobody;
        const lines = (s.own.paid?.lines ?? []).map((l) => tb.spoken.line(tb.line(l.spot, sheet.common), tb.why[l.why] ?? l.why));
        const paid = s.own.paid ? t.statusLine.paid(money(s.own.paid.returned, r.currency), money(s.own.paid.staked, r.currency)) : "";
        return [tb.spoken.end(s.result.total, s.result.natural), ...lines, paid].join(" ");
      }
      case "void": return [`${tb.stage.void}.`, t.voidHint, ...(s.voided ? [t.voidWhy(s.voided)] : [])].join(" ");
      default: return r.paused ? t.paused : "";
    }
  }, [stage, s.round, seen.settled, s.result, s.own.paid, r.paused, s.newShoe]);
  const asks = ask
    ? ask.kind === "insure" ? (ask.legal.includes("even") ? tb.evenAsk(ask.seat, money(2 * ask.stakeMinor, r.currency), sheet.common) : tb.insureAsk(ask.seat, money(ask.priceMinor, r.currency), sheet.common))
      : `${tb.spoken.turn(where(ask.seat, ask.hand, ask.hands), ask.soft ? tb.soft(ask.total) : String(ask.total), ask.up, ask.legal)}${hinted ? ` ${tb.hintSays(tb.act[hinted] ?? hinted)}.` : ""}`
    : "";
  const staked = ownStaked(s.own);
  return (
    <>
      <p class="unseen" role="status" aria-live="polite" data-testid="spoken">{phase}</p>
      <p class="unseen" role="status" aria-live="polite" data-testid="spoken-hand">{asks || (stage === "betting" && staked > 0 ? tb.spoken.stake(money(staked, r.currency)) : "")}</p>
    </>
  );
}

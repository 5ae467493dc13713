import { tb } from "../../text/blackjack";
import { amount, money } from "../../text/format";
import type { BlackjackState } from "./fold";
import type { Sheet } from "./sheet";

/** How the round ended for the player: the sum, and each line of it with its reason. */
export function Outcome({ s, sheet, currency }: { s: BlackjackState; sheet: Sheet; currency: string }) {
  const paid = s.own.paid!;
  const net = paid.returned - paid.staked;
  const head = net > 0 ? tb.won(money(net, currency)) : net === 0 ? tb.even : paid.returned > 0 ? tb.some(money(paid.returned, currency), money(paid.staked, currency)) : tb.lost(money(paid.staked, currency));
  return (
    <div class="bj-outcome" data-testid="outcome" data-net={net}>
      <p class={net > 0 ? "won" : ""}>{head}</p>
      <ul tabIndex={0} aria-label={tb.stage.landed}>
        {paid.lines.map((l, i) => (
          <li key={i} class={l.back > l.stake ? "won" : l.back === 0 ? "lost" : ""} data-testid="line" data-spot={l.spot} data-why={l.why} data-back={l.back}>
            <b>{tb.line(l.spot, sheet.common)}</b> <span>{l.total ? `${l.total} · ` : ""}{tb.why[l.why] ?? l.why}</span> <span class="num">{tb.walk(amount(l.stake, currency), amount(l.back, currency))}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

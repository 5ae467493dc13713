import { tb } from "../../text/blackjack";
import { tcards } from "../../text/cards";
import { CountdownBar } from "../../ui/countdown";
import { Fan } from "../cards/cardview";
import { Total } from "./dealerview";
import type { SeenHand } from "./seen";

interface Props {
  h: SeenHand;
  where: string;
  /** How it ended, once that may be told. */
  why: string;
  active: boolean;
  untilMs: number;
  spanMs: number;
  /** Of the common hand: how many of its cards are the player's; the others are drawn back. */
  mine?: number | undefined;
}

/** A hand on the table: its cards, what they count, what was done, how it ended. */
export function Hand({ h, where, why, active, untilMs, spanMs, mine }: Props) {
  const words = h.codes.length ? `${where}: ${tcards.names(h.codes)}. ${tb.totalShown(h.total, h.soft)}.` : where;
  const cards = h.cards.map((c, i) => ({ ...c, across: h.doubled && i === 2, dim: mine !== undefined && i >= mine }));
  const natural = h.codes.length === 2 && h.total === 21 && !h.split;
  const badge = why ? tb.why[why] : h.total > 21 ? tb.bust : natural ? tb.blackjack : h.did && h.did !== "hit" ? tb.did[h.did] : "";
  const open = h.soft && !why && !h.bySystem && !["stand", "double", "surrender"].includes(h.did); // an ace still counts either way
  return (
    <div class={`bj-hand ${active ? "active" : ""} ${why} ${h.doubled ? "doubled" : ""}`} data-testid="hand" data-cards={h.codes.join(" ")} data-total={h.total}>
      <span class="bj-cards">
        <Fan cards={cards} most={3} label={words} dim={h.total > 21 && !active} />
        {h.codes.length > 0 && <Total total={h.total} soft={open} cards={h.codes.length} split={h.split} />}
      </span>
      {badge && <span class={`bj-badge ${why || (natural ? "blackjack" : "")}`}>{badge}{h.bySystem && !why && <small> {tb.auto}</small>}</span>}
      {active && <span class="bj-clock"><CountdownBar untilMs={untilMs} spanMs={spanMs} /></span>}
    </div>
  );
}

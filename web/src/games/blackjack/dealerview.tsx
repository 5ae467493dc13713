import { tb } from "../../text/blackjack";
import { tcards } from "../../text/cards";
import { Fan } from "../cards/cardview";
import { ShoeView } from "../cards/shoeview";
import type { BlackjackState } from "./fold";
import type { Seen } from "./seen";
import type { Sheet } from "./sheet";

/** The dealer's end of the table: the cards, what they count, the shoe. */
export function Dealer({ s, seen }: { s: BlackjackState; seen: Seen }) {
  const open = seen.dealer.filter((c) => !c.down);
  const { total, soft } = seen.dealerSum;
  const words = open.length ? `${tb.dealer}: ${tcards.names(seen.dealer.map((c) => (c.down ? "" : c.code)))}. ${total}.` : tb.dealer;
  return (
    <div class="bj-dealer" data-testid="dealer" data-cards={open.map((c) => c.code).join(" ")} data-total={total}>
      <span class="bj-dealer-hand">
        {seen.dealer.length > 0 ? <Fan cards={seen.dealer} most={5} label={words} /> : <span class="bj-place" aria-hidden="true" />}
        {open.length > 0 && <Total total={total} soft={soft && !s.result} cards={open.length} />}
      </span>
      <span class="bj-dealer-name" aria-hidden="true">{tb.dealer}</span>
    </div>
  );
}

export function Total({ total, soft, cards, split }: { total: number; soft: boolean; cards: number; split?: boolean }) {
  const look = total > 21 ? "bust" : cards === 2 && total === 21 && !split ? "natural" : "";
  return <span class={`bj-total ${look}`} aria-hidden="true">{tb.totalShown(total, soft)}</span>;
}

/** The shoe, card by card as they are seen to leave it: how many the dealer draws is not told before. */
export function Shoe({ s, seen }: { s: BlackjackState; seen: Seen }) {
  if (!s.shoe) return null;
  return (
    <div class="bj-shoe">
      <ShoeView shoe={{ ...s.shoe, dealt: s.shoe.dealt - seen.unseen }} />
      {s.newShoe && <span class="bj-new-shoe" title={tb.newShoe(s.shoe.decks)} data-testid="new-shoe">{tb.newShoeShort}</span>}
    </div>
  );
}

/** What is printed on the felt, along its arc. */
export function FeltWords({ sheet }: { sheet: Sheet }) {
  const o = sheet.options;
  return (
    <svg class="bj-felt" viewBox="0 0 1100 420" preserveAspectRatio="xMidYMid meet" aria-hidden="true">
      <path id="bj-arc-a" class="bj-arc" d="M100 60 Q550 420 1000 60" />
      <path id="bj-arc-b" class="bj-arc" d="M130 20 Q550 330 970 20" />
      <text class="bj-word big"><textPath href="#bj-arc-a" startOffset="50%">{tb.felt.natural(o.natural)}</textPath></text>
      <text class="bj-word"><textPath href="#bj-arc-b" startOffset="50%">{tb.felt.dealer(o.hitsSoft17)}{o.insurance ? ` · ${tb.felt.insurance}` : ""}</textPath></text>
    </svg>
  );
}

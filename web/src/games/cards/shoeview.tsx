import "./cards.css";
import { tcards } from "../../text/cards";

/** What everyone may know of a shoe. */
export interface ShoeShown { decks: number; cut: number; dealt: number; final?: boolean | undefined }

const packSize = 52;

export function leftOf(s: ShoeShown): number {
  return s.decks * packSize - s.dealt;
}

/** The shoe from the side: what is left, and where in it the cut card is. */
export function ShoeView({ shoe, bare }: { shoe: ShoeShown; bare?: boolean }) {
  const size = shoe.decks * packSize;
  const left = leftOf(shoe);
  const toCut = shoe.cut - shoe.dealt;
  return (
    <div class={`shoe ${shoe.final || toCut <= 0 ? "shoe-out" : ""}`} data-testid="shoe" data-left={left} data-cut={toCut} title={tcards.shoeLine(shoe.decks, left, toCut)}>
      <svg class="shoe-box" viewBox="0 0 84 40" aria-hidden="true">
        <path class="shoe-body" d="M2 8h80v24a6 6 0 01-6 6H8a6 6 0 01-6-6z" />
        <rect class="shoe-cards" x={80 - (74 * left) / size} y="12" width={(74 * left) / size} height="21" rx="1.500" />
        {toCut > 0 && <rect class="shoe-cut" x={80 - (74 * (left - toCut)) / size - 1} y="9" width="2.500" height="26" rx="1" />}
        <path class="shoe-mouth" d="M2 8h80" />
      </svg>
      <span class="unseen">{tcards.shoeLine(shoe.decks, left, toCut)}</span>
      {!bare && <span class="shoe-words" aria-hidden="true"><b>{left}</b> <small>{tcards.toCut(toCut)}</small></span>}
    </div>
  );
}

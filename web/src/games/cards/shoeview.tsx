import "./cards.css";
import { tcards } from "../../text/cards";

/** What everyone may know of a shoe. */
export interface ShoeShown { decks: number; cut: number; dealt: number; final?: boolean | undefined }

const packSize = 52;

/** The shoe from the side: what is left, and where in it the cut card is. `more`: where that is out, one more round comes of this shoe. */
export function ShoeView({ shoe, more = false }: { shoe: ShoeShown; more?: boolean }) {
  const size = shoe.decks * packSize;
  const left = size - shoe.dealt;
  const toCut = shoe.cut - shoe.dealt;
  const words = tcards.toCut(toCut, more);
  const line = tcards.shoeLine(shoe.decks, left, words);
  return (
    <div class={`shoe ${shoe.final || toCut <= 0 ? "shoe-out" : ""}`} data-testid="shoe" data-left={left} data-cut={toCut} title={line}>
      <svg class="shoe-box" viewBox="0 0 84 40" aria-hidden="true">
        <path class="shoe-body" d="M2 8h80v24a6 6 0 01-6 6H8a6 6 0 01-6-6z" />
        <rect class="shoe-cards" x={80 - (74 * left) / size} y="12" width={(74 * left) / size} height="21" rx="1.500" />
        {toCut > 0 && <rect class="shoe-cut" x={80 - (74 * (left - toCut)) / size - 1} y="9" width="2.500" height="26" rx="1" />}
        <path class="shoe-mouth" d="M2 8h80" />
      </svg>
      <span class="unseen">{line}</span>
      <span class="shoe-words" aria-hidden="true"><b>{left}</b> <small>{words}</small></span>
    </div>
  );
}

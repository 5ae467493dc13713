import { trec } from "../../text/records";
import { roundNumber } from "../../text/format";
import type { ShoeTold } from "../../proof/cards";
import { SmallCard } from "../../games/cards/cardview";
import { href } from "../../ui/router";

/** Which part of its shoe a round took, and once it may be told the whole shoe around it. */
export function ShoePlaces({ shoe, cut }: { shoe: ShoeTold; cut: number }) {
  const { dealt: d, order } = shoe;
  const size = d.shoe.decks * 52;
  return (
    <section class="rec-shoe" data-testid="shoe-places" data-from={d.from} data-cards={d.cards.length}>
      <h2>{trec.shoe}</h2>
      <p><a href={href.round(d.shoe.shoe)}>{trec.shoe}</a> {trec.shoeOf(d.shoe.shoe)}. {trec.places(d.from, d.cards.length, size)} {trec.cut(cut)} {d.burned && d.burned.count > 0 && trec.burned(d.burned.count, d.burned.top)}</p>
      {order && (
        <details>
          <summary>{trec.order}</summary>
          <ol class="shoe-order" aria-label={trec.order} data-round={roundNumber(d.shoe.shoe)}>
            {order.map((c, i) => {
              const mine = i >= d.from && i < d.from + d.cards.length;
              return <li key={i} class={`${mine ? "mine" : ""} ${i === cut ? "cut" : ""}`}><small>{i + 1}</small><SmallCard code={c} />{mine && <span class="unseen"> {trec.mark}</span>}</li>;
            })}
          </ol>
        </details>
      )}
    </section>
  );
}

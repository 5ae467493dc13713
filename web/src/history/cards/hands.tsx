import { trec } from "../../text/records";
import { SmallCard } from "../../games/cards/cardview";
import { sumOf, toldOf, whyOf, type Decision, type Hand, type Terms } from "../../proof/blackjack";
import type { Duel } from "../../proof/duel";
import type { Event } from "../../wire/types";

const Row = ({ cards }: { cards: string[] }) => <span class="rec-cards">{cards.map((c, i) => <SmallCard key={i} code={c} />)}</span>;

/** Blackjack as its log tells it so far: every hand with who decided what, and the dealer's cards. */
export function Hands({ events, terms, common, whole }: { events: Event[]; terms: Terms; common: boolean; whole: boolean }) {
  const t = toldOf(events);
  const dealt = events.find((e) => e.type === "dealt")?.body as { taken: number; seats: unknown[] } | undefined;
  const looked = events.find((e) => e.type === "looked")?.body as { card?: string } | undefined;
  const hole = dealt && dealt.taken > 2 * dealt.seats.length + 1 ? [looked?.card ?? ""] : [];
  const dealer = t.dealer ? t.dealer.cards : t.up ? [t.up, ...hole] : [];
  if (whole && dealer.length === 0) return <p class="dim">{trec.notPlayed}</p>;
  const seen = dealer.filter(Boolean);
  const sum = sumOf(seen);
  const of = (h: Hand) => t.hands.filter((x) => x.seat === h.seat).length;
  return (
    <div class="rec-hands" data-testid="hands">
      <section class="rec-hand rec-dealer">
        <h3>{trec.dealer}</h3>
        <Row cards={dealer} />
        {seen.length > 0 && <span class="rec-total">{trec.total(sum.total, sum.soft && !whole)}</span>}
        {t.dealer?.natural && <span class="rec-end">{trec.why("blackjack")}</span>}
      </section>
      {t.hands.filter((h) => !(common && h.hand === 0 && h.decisions.length > 0 && t.hands.length > 1 && onlySplit(h))).map((h) => {
        const s = sumOf(h.cards);
        const why = whole && t.dealer ? whyOf(h, t.dealer, terms) : "";
        return (
          <section key={`${h.seat}/${h.hand}`} class="rec-hand" data-why={why} data-seat={h.seat} data-hand={h.hand}>
            <h3>{trec.handName(h.seat, h.hand, of(h), common)}</h3>
            <Row cards={h.cards} />
            <span class="rec-total">{trec.total(s.total, s.soft && !whole)}</span>
            {why && !(common && h.hand === 0 && t.hands.length > 1) && <span class={`rec-end ${["win", "blackjack", "charlie"].includes(why) ? "won" : ""}`}>{trec.why(why)}</span>}
            <Decisions list={[...(h.hand === 0 ? t.insurance.filter((x) => x.seat === h.seat).map((x) => x.decision) : []), ...h.decisions]} />
          </section>
        );
      })}
    </div>
  );
}

/** Whether everybody left the common hand by splitting it. */
const onlySplit = (h: Hand) => h.decisions.every((d) => d.players?.every((p) => p.do === "split"));

function Decisions({ list }: { list: Decision[] }) {
  if (list.length === 0) return null;
  return (
    <ol class="rec-acts">
      {list.map((d, i) => (
        <li key={i} class={d.by === "system" || d.system ? "system" : ""} data-by={d.by}>
          {d.players ? trec.many(d.players, d.system ?? 0) : <>{trec.did(d.do)} <small>{trec.by[d.by]}</small></>}
          {d.cards.map((c, n) => <SmallCard key={n} code={c} />)}
        </li>
      ))}
    </ol>
  );
}

/** The two sides of baccarat or dragon tiger, so many cards in. */
export function Sides({ cards, shown, duel, sides }: { cards: { to: string; card: string }[]; shown: number; duel: Duel | null; sides: [string, string] }) {
  const whole = shown > cards.length;
  return (
    <div class="rec-hands rec-duel" data-testid="hands">
      {sides.map((side, i) => (
        <section key={side} class="rec-hand" data-why={whole && duel?.winner === side ? "win" : ""}>
          <h3>{trec.side[side]}</h3>
          <Row cards={cards.slice(0, shown).filter((c) => c.to === side).map((c) => c.card)} />
          {whole && duel && sides[0] === "player" && <span class="rec-total">{duel.totals[i]}</span>}
        </section>
      ))}
      {whole && duel && <p class="rec-outcome"><b>{trec.duel(duel.winner, sides[0] === "player" ? Math.max(...duel.totals) : undefined)}</b> {trec.named(duel.facts).join(" · ")}</p>}
    </div>
  );
}

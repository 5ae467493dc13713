// A card round as the steps in which it was seen: what of its record counts at
// each, and what is said of it. Pure.
import type { Event } from "../../wire/types";
import { trec } from "../../text/records";

/** The first `events` public events have happened, and so many cards of a hand that is told at once. */
export interface Step { events: number; cards: number; words: string }

interface Body { stage: string; do: string; by: string; natural: boolean; chose: { do: string; players: number }[]; system: number; cards: { to: string; card: string }[]; seat: number }

/** The steps of a round: the first one shows no card. */
export function stepsOf(events: Event[]): Step[] {
  const steps: Step[] = [{ events: 0, cards: 0, words: trec.steps.start }];
  let common = false;
  events.forEach((e, i) => {
    const b = e.body as Body;
    const add = (words: string, cards = 0) => steps.push({ events: i + 1, cards, words });
    switch (e.type) {
      case "dealt": add(trec.steps.dealt); break;
      case "acted": add([common ? "" : trec.handName(b.seat, 0, 1, false), `${trec.did(b.do)}, ${trec.by[b.by]}`].filter(Boolean).join(": ")); break;
      case "drawn": add(trec.steps.drawn); break;
      case "went": common = true; add(trec.many(b.chose, b.system)); break;
      case "looked": if (b.natural) add(trec.steps.looked); break;
      case "result":
        if (Array.isArray(b.cards)) b.cards.forEach((c, n) => add(trec.steps.card(c.to, c.card), n + 1));
        add(trec.steps.result, Array.isArray(b.cards) ? b.cards.length + 1 : 0);
        break;
    }
  });
  return steps;
}

import "./rules.css";
import { t } from "../../text/en";
import { trule } from "../../text/cardrules";
import type { RoomSheet } from "../../wire/http";
import { href } from "../../ui/router";
import { DuelRules } from "./duel";
import { JackRules } from "./jack";

/** The rules of one card table, open to anyone, made from its sheet (G21, G26). */
export function CardRules({ answer }: { answer: RoomSheet }) {
  const { card } = answer;
  return (
    <main id="main" tabIndex={-1} class="page card-rules" data-testid="rules">
      <h1>{trule.title(card.name)}</h1>
      <p class="lead">{trule.lead[card.game]}</p>
      {card.game.startsWith("blackjack") ? <JackRules answer={answer} /> : <DuelRules answer={answer} />}
      <p class="fine">{t.playMoneyLong}</p>
      <a class="button brass" href={href.table(card.room)}>{t.sit}</a>
    </main>
  );
}

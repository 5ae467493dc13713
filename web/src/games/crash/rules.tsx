import "./crash.css";
import { t } from "../../text/en";
import { tc, times } from "../../text/crash";
import { money, percent, plain } from "../../text/format";
import type { RoomSheet } from "../../wire/http";
import { href } from "../../ui/router";
import type { Sheet } from "./bodies";
import { chanceOf, Odds } from "./odds";

/** The rules of one crash table, open to anyone, made from its sheet. */
export function CrashRules({ answer: { card, sheet: read } }: { answer: RoomSheet }) {
  const sheet = read as Sheet;
  const o = sheet.options;
  const word = (minor: number) => money(minor, card.currency);
  const lines = tc.rulesText({
    betS: String(o.betMs / 1000), leadS: String(o.leadMs / 1000), min: word(o.betMinMinor), max: word(o.betMaxMinor), step: plain(o.stepMinor, card.currency), winMax: word(o.winMaxMinor),
    timesMax: times(o.timesMax), edge: percent(String(sheet.edge10000 / 100)), returns: percent(String(100 - sheet.edge10000 / 100)), never: percent(String(100 * (1 - chanceOf(101, sheet.edge10000)))),
  });
  return (
    <main id="main" tabIndex={-1} class="page" data-testid="rules">
      <h1>{tc.rulesTitle(card.name)}</h1>
      <p class="lead">{tc.rulesLead}</p>
      <div class="rules-body">
        <div class="prose">{lines.map(([head, line]) => <section key={head}><h2>{head}</h2><p>{line}</p></section>)}</div>
        <section><h2>{tc.odds}</h2><Odds sheet={sheet} currency={card.currency} /></section>
      </div>
      <p class="fine">{t.playMoneyLong}</p>
      <a class="button brass" href={href.table(card.room)}>{t.sit}</a>
    </main>
  );
}

import { t } from "../text/en";
import { plain } from "../text/format";
import { readSheet } from "../games/roulette/sheet";
import { Failed, Skeleton } from "../ui/parts";
import { useClient, useLoaded } from "../ui/hooks";
import { Lazily } from "../ui/lazily";
import { crashGame, crashRules } from "../games/crash/door";
import { cardRules, isCards } from "./cards/door";
import { href } from "../ui/router";
import { PayTable } from "./paytable";

/** The rules of one table, open to anyone. */
export function Rules({ room }: { room: number }) {
  const client = useClient();
  const loaded = useLoaded(() => client.http.room(room).then((a) => ({ answer: a, card: a.card, sheet: a.card.game === crashGame || isCards(a.card.game) ? null : readSheet(a.sheet, a.options) })), [room]);
  if (loaded.error) return <main id="main" tabIndex={-1} class="page"><Failed code={loaded.error} again={loaded.reload} /></main>;
  if (!loaded.value) return <main id="main" tabIndex={-1} class="page"><Skeleton rows={8} /></main>;
  const { answer, card, sheet } = loaded.value;
  if (isCards(card.game)) return <Lazily load={cardRules} of="CardRules" answer={answer} />;
  if (!sheet) return <Lazily load={crashRules} of="CrashRules" answer={answer} />;
  const lines = t.rulesText({
    betS: Math.round(sheet.betMs / 1000), landS: Math.round(sheet.landMs / 1000), min: plain(sheet.spots[0]!.minMinor, card.currency),
    table: plain(sheet.tableMaxMinor, card.currency), currency: card.currency, step: plain(sheet.stepMinor, card.currency),
    pockets: sheet.wheel.length, zero: sheet.zero,
  });
  return (
    <main id="main" tabIndex={-1} class="page" data-testid="rules">
      <h1>{t.rulesTitle(card.name)}</h1>
      <p class="lead">{t.rulesLead(sheet.wheel.length)}</p>
      <PayTable sheet={sheet} currency={card.currency} />
      <div class="prose">{lines.map((line) => <p key={line}>{line}</p>)}</div>
      <p class="fine">{t.playMoneyLong}</p>
      <a class="button brass" href={href.table(room)}>{t.sit}</a>
    </main>
  );
}

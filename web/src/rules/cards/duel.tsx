import { trule } from "../../text/cardrules";
import { money, percent, plain } from "../../text/format";
import type { RoomSheet } from "../../wire/http";
import { Bets, Section } from "./parts";

interface Spot { spot: string; pays: string; maxMinor: number; return: string; edge: string }
interface Sheet {
  variant?: string; decks: number; cutCards: number; return: string; spots: Spot[];
  limits: { stepMinor: number; spotMinMinor: number; tableMaxMinor: number }; times: { betMs: number };
}

const share = (decimal: string) => percent(String(100 * Number(decimal)));
/** "8:1" → "8 : 1"; what else the sheet says of the price stands as it is. */
const paysOf = (pays: string) => pays.replace(/([\d.]+):(\d+)/g, "$1 : $2");

/** Baccarat and dragon tiger: how cards are dealt, every bet, the shoe. */
export function DuelRules({ answer: { card, sheet: read, options } }: { answer: RoomSheet }) {
  const s = read as Sheet;
  const baccarat = card.game === "baccarat";
  const tie = (options as { tie?: string } | undefined)?.tie || "half";
  return (
    <>
      <h2>{trule.bets}</h2>
      <Bets rows={s.spots.map((x) => ({ bet: trule.spot(x.spot), hint: trule.hint(x.spot), pays: <span class="pays-words">{paysOf(x.pays)}</span>, limit: trule.range(plain(s.limits.spotMinMinor, card.currency), plain(x.maxMinor, card.currency)), returns: share(x.return), edge: share(x.edge) }))} />
      <div class="rule-columns">
        {baccarat && <Third />}
        <Section head={trule.colPays} lines={[baccarat ? trule.variant[s.variant ?? ""] ?? "" : "", baccarat ? trule.tiePush : trule.tieTakes[tie] ?? "", trule.worst(share(s.return))]} />
        <Section head={trule.shoe} lines={[trule.shoeLine({ decks: s.decks, behind: s.cutCards, ends: "next" }), trule.burn[card.game] ?? "", trule.sealed]} />
        <Section head={trule.limits} lines={[trule.limitsLine({ betS: String(s.times.betMs / 1000), min: money(s.limits.spotMinMinor, card.currency), max: "", table: money(s.limits.tableMaxMinor, card.currency), step: money(s.limits.stepMinor, card.currency) }), trule.fails]} />
      </div>
    </>
  );
}

function Third() {
  const d = trule.duel;
  return (
    <section>
      <h2>{d.third}</h2>
      {d.thirdLines.map((line) => <p key={line}>{line}</p>)}
      <table class="sheet short"><thead><tr><th>{d.colTotal}</th><th>{d.colDraws}</th></tr></thead><tbody>{d.table.map(([total, on]) => <tr key={total}><td>{total}</td><td>{on}</td></tr>)}</tbody></table>
    </section>
  );
}

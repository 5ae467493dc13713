import { trule } from "../../text/cardrules";
import { money, percent, plain } from "../../text/format";
import { readSheet, type Price, type Sheet } from "../../games/blackjack/sheet";
import type { RoomSheet } from "../../wire/http";
import { Bets, Section, type BetRow } from "./parts";

/** Blackjack: dealer, acts, what is done for who says nothing, bets behind, every bet, the shoe, the best play. */
export function JackRules({ answer: { card, sheet: read } }: { answer: RoomSheet }) {
  const s = readSheet(read);
  const o = s.options;
  const word = (minor: number) => money(minor, card.currency);
  const acts = [
    trule.acts, trule.doubling({ double: o.double, after: o.afterSplit }), trule.splitting({ hands: s.handsMax, aces: o.resplitAces, common: s.common }),
    trule.surrender(o.surrender), o.insurance ? trule.insurance(o.natural === "3:2") : "",
  ];
  return (
    <>
      <h2>{trule.bets}</h2>
      <Bets rows={rowsOf(s, card.currency)} />
      <p class="fine">{trule.best(percent(s.returnPercent), percent(s.edgePercent))}{s.pairs.length + s.threes.length > 0 && ` ${trule.sides}`}</p>
      <div class="rule-columns">
        {trule.jack({ natural: o.natural, hits: o.hitsSoft17, charlie: s.charlieFrom, hole: o.hole }).map(([head, line]) => <Section key={head} head={head} lines={[line]} />)}
        <Section head={trule.heads.acts} lines={acts} />
        <Section head={trule.heads.auto} lines={[trule.auto({ below: s.autoHitBelow, decideS: String(o.decideMs / 1000), absentS: String(o.absentMs / 1000), common: s.common })]} />
        {!s.common && <Section head={trule.heads.seats} lines={[trule.seats({ seats: o.seats ?? 0, each: o.seatsEach ?? 0 }), o.behindMax ? trule.behind({ max: o.behindMax }) : ""]} />}
        <Section head={trule.shoe} lines={[trule.shoeLine({ decks: o.decks, behind: o.behindCut, ends: "round" }), trule.burn["blackjack"]!, trule.sealed]} />
        <Section head={trule.limits} lines={[trule.limitsLine({ betS: String(o.betMs / 1000), min: word(o.seatMinMinor), max: word(o.seatMaxMinor), table: word(o.tableMaxMinor), step: word(o.stepMinor) }), trule.fails]} />
      </div>
      <Best sheet={s} />
    </>
  );
}

function rowsOf(s: Sheet, currency: string): BetRow[] {
  const o = s.options;
  const side = (bet: string) => s.sides.find((x) => x.bet === bet);
  const returns = (bet: string) => ({ returns: side(bet) ? percent(side(bet)!.returnPercent) : "–", edge: side(bet) ? percent(side(bet)!.edgePercent) : "–" });
  const seat = trule.range(plain(o.seatMinMinor, currency), plain(o.seatMaxMinor, currency));
  const sides = trule.range(plain(o.sideMinMinor, currency), plain(o.sideMaxMinor, currency));
  const table = (bet: string, prices: Price[]): BetRow[] => (prices.length === 0 ? [] : [{ bet: trule.jackBet[bet]!, pays: <Prices list={prices} />, limit: sides, ...returns(bet) }]);
  return [
    { bet: trule.jackBet["seat"]!, hint: `${trule.jackBet["natural"]} ${o.natural.replace(":", " : ")}`, pays: "1 : 1", limit: seat, returns: percent(s.returnPercent), edge: percent(s.edgePercent) },
    ...table("pairs", s.pairs), ...table("threes", s.threes),
    ...(s.insurancePays ? [{ bet: trule.jackBet["insurance"]!, pays: s.insurancePays.replace(":", " : "), limit: trule.half, ...returns("insurance") }] : []),
  ];
}

function Prices({ list }: { list: Price[] }) {
  return <span class="price-list">{list.map((p) => <span key={p.kind}>{trule.kind(p.kind)} <b>{p.pays} : 1</b></span>)}</span>;
}

const ups = ["2", "3", "4", "5", "6", "7", "8", "9", "10", "A"];

function Best({ sheet: s }: { sheet: Sheet }) {
  if (!s.hints || s.best.length === 0) return <p class="fine">{trule.chartOff}</p>;
  const kind = (name: string) => (name.includes("-") ? "pairs" : name.startsWith("A") ? "soft" : "hard");
  return (
    <details class="best-play" data-testid="chart">
      <summary>{trule.chart}</summary>
      <p class="fine">{trule.chartLead}</p>
      {(["hard", "soft", "pairs"] as const).map((k) => (
        <div key={k} class="scroll" tabIndex={0} role="group" aria-label={trule.chartKinds[k]!}>
          <table class="sheet short chart">
            <caption>{trule.chartKinds[k]}</caption>
            <thead><tr><th>{trule.chartHand}</th>{ups.map((u) => <th key={u} class="num" aria-label={trule.chartUp(u)}>{u}</th>)}</tr></thead>
            <tbody>{s.best.filter(([name]) => kind(name!) === k).map(([name, ...cells]) => <tr key={name}><th scope="row">{name}</th>{cells.map((c, i) => <td key={i} class={`act-${c[0]}`}>{c}</td>)}</tr>)}</tbody>
          </table>
        </div>
      ))}
    </details>
  );
}

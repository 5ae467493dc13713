import { tb } from "../../text/blackjack";
import { t } from "../../text/en";
import { percent, plain } from "../../text/format";
import type { RoomState } from "../../state/room";
import { HistoryList } from "../../history/list";
import { href } from "../../ui/router";
import { Players, TabRail } from "../chips/rail";
import type { BlackjackState } from "./fold";
import type { Price, Sheet } from "./sheet";
import type { Stage } from "./stage";

/** Beside the table: who sits there, the player's rounds, the rules. */
export function Rail({ r, s, sheet, stage }: { r: RoomState; s: BlackjackState; sheet: Sheet; stage: Stage }) {
  const rounds = () => <><HistoryList room={r.room} refresh={stage === "landed" ? s.round : s.round - 1} short /><a href={href.rounds(r.room)}>{t.allRounds}</a></>;
  return (
    <TabRail tabs={[
      { id: "players", word: sheet.common ? tb.tabPlayersCommon : tb.tabPlayers, panel: () => <Players r={r} board={named(s)} /> },
      { id: "history", word: tb.tabRounds, panel: rounds },
      { id: "rules", word: tb.tabRules, panel: () => <><ShortRules sheet={sheet} currency={r.currency} /><a href={href.rules(r.room)}>{t.allRules}</a></> },
    ]} />
  );
}

/** One line for each player, whatever the number of seats. */
function named(s: BlackjackState) {
  const sums = new Map<string, { name: string; staked: number; bot: boolean }>();
  for (const b of s.board.seats ?? []) {
    const had = sums.get(b.name);
    sums.set(b.name, { name: b.name, bot: b.bot, staked: (had?.staked ?? 0) + b.staked });
  }
  return { seats: [...sums.values()], staked: s.board.staked, players: s.board.players };
}

function ShortRules({ sheet, currency }: { sheet: Sheet; currency: string }) {
  const o = sheet.options;
  const range = (min: number, max: number) => `${tb.plainLimits(min, max, currency)} ${currency}`;
  const lines = tb.rules({
    packs: o.decks, ratio: o.natural, hits: o.hitsSoft17, hole: o.hole, double: o.double, after: o.afterSplit, hands: o.handsMax, aces: o.resplitAces, surrender: o.surrender,
    charlie: sheet.charlieFrom, insurance: o.insurance, auto: sheet.autoHitBelow, cut: o.behindCut, decideS: String(o.decideMs / 1000), absentS: String(o.absentMs / 1000),
  });
  return (
    <>
      <p class="bj-returns">{tb.returns(percent(sheet.returnPercent))}</p>
      <dl class="facts">
        <div><dt>{tb.spotKind["seat"]}</dt><dd>{range(o.seatMinMinor, o.seatMaxMinor)}</dd></div>
        {sheet.pairs.length + sheet.threes.length > 0 && <div><dt>{tb.sideBets}</dt><dd>{range(o.sideMinMinor, o.sideMaxMinor)}</dd></div>}
        <div><dt>{tb.perRound}</dt><dd>{plain(o.tableMaxMinor, currency)} {currency}</dd></div>
      </dl>
      <ul class="bj-rules">{lines.map((line) => <li key={line}>{line}</li>)}</ul>
      <Prices title={tb.spotKind["pairs"]!} prices={sheet.pairs} />
      <Prices title={tb.spotKind["threes"]!} prices={sheet.threes} />
    </>
  );
}

function Prices({ title, prices }: { title: string; prices: Price[] }) {
  if (prices.length === 0) return null;
  return <><h2 class="list-head">{title}</h2><dl class="facts">{prices.map((x) => <div key={x.kind}><dt>{tb.why[x.kind] ?? x.kind}</dt><dd>{tb.pays(x.pays)}</dd></div>)}</dl></>;
}

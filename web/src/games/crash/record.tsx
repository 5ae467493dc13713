import "./crash.css";
import { t } from "../../text/en";
import { tc, times } from "../../text/crash";
import { dateTime, money, roundNumber } from "../../text/format";
import type { RoundRecord } from "../../wire/http";
import { checkCrash, nextLink } from "../../proof/crash";
import type { Chain } from "../../wire/http";
import { SaveRound } from "../../proof/page";
import { href } from "../../ui/router";
import { useClient, useLoaded } from "../../ui/hooks";
import type { Options, OwnBet, Result, Voided } from "./bodies";
import { ChainEnd, Checked, chainOf, ChainFacts, Compute, useChains } from "./fair";
import { stateOf } from "./fold";
import { Point } from "../../ui/point";
import { marksOf, Plot } from "./plotview";
import { Findings } from "./report";

const currency = "FUN";

/** One round with its proof: the curve, the own bets, and all of it worked out again in this browser. */
export function CrashRecord({ record: r }: { record: RoundRecord }) {
  const { chains, busy } = useChains(r.room);
  const chain = r.chain ?? chainOf(chains, r.round);
  const report = r.seed && !busy ? checkCrash(r, chain?.salt ?? "") : null;
  const s = stateOf(r);
  const result = r.events?.find((e) => e.type === "result")?.body as Result | undefined;
  const voided = r.events?.find((e) => e.type === "voided")?.body as Voided | undefined;
  return (
    <main id="main" tabIndex={-1} class="page crash-record" data-testid="round-proof">
      <header class="round-head">
        {result && <Point m={result.point} big />}
        <div>
          <h1>{tc.recordTitle(roundNumber(r.round))}</h1>
          <p class="dim">{r.name} · {dateTime(r.openedMs)} · {t.phaseWord[r.phase] ?? r.phase}</p>
        </div>
      </header>
      {result && <div class="record-plot"><Plot s={s} stage="crashed" marks={marksOf([], s.own, "", tc.you)} /></div>}
      <p class="lead">{voided ? t.voidProof : r.seed ? tc.recordLead : tc.recordLater}</p>
      <dl class="hashes">
        <dt>{t.commitment}</dt><dd><code>{r.commitment}</code></dd>
        {r.seed && <><dt>{t.seed}</dt><dd><code>{r.seed}</code></dd></>}
      </dl>
      {report && <Findings report={report} currency={currency} />}
      {r.seed && <Links r={r} chain={chain} />}
      <h2>{tc.yourBets}</h2>
      <Own bets={s.own} />
      <div class="row">
        {r.seed && <SaveRound record={r} />}
        <a class="button line" href={href.verify}>{t.anyRound}</a>
        <a class="button quiet" href={href.rounds(r.room)}>{t.roundsTitle(r.name)}</a>
      </div>
      <details class="more-proof">
        <summary>{tc.fairTitle}</summary>
        <p class="fine">{tc.fairLead}</p>
        {chain && <ChainFacts chain={chain} />}
        {r.seed && <Compute key={r.round} chain={chain} sheet={sheetOf(r.options as Options)} newest={{ round: r.round, seed: r.seed }} />}
      </details>
    </main>
  );
}

const sheetOf = (o: Options) => ({ edge10000: o.edge10000 ?? 100, limits: { betsMax: 2, cashAtMin: 101, timesMax: o.timesMax || 100_000_000 } });

/** Where the seed stands in its chain: the round after hashes to it, and it leads to the announced end. */
function Links({ r, chain }: { r: RoundRecord; chain: Chain | null }) {
  const client = useClient();
  const later = useLoaded(() => client.http.round(r.round + 1).then((n) => n.seed ?? ""), [r.round]);
  return (
    <div class="links">
      {later.value && <Checked ok={nextLink(later.value) === r.seed} word={tc.checkNext} />}
      {chain && <ChainEnd seed={r.seed!} round={r.round} chain={chain} />}
    </div>
  );
}

function Own({ bets }: { bets: OwnBet[] }) {
  if (bets.length === 0) return <p class="dim">{tc.noBets}</p>;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={tc.yourBets}>
      <table class="sheet">
        <thead><tr><th class="num">{tc.colStake}</th><th class="num">{tc.colCashAt}</th><th class="num">{tc.colOut}</th><th class="num">{tc.colBack}</th><th>{tc.colBy}</th></tr></thead>
        <tbody>
          {bets.map((b) => (
            <tr key={b.bet}>
              <td class="num">{money(b.stake, currency)}</td><td class="num">{b.cashAt ? times(b.cashAt) : tc.byHand}</td><td class="num">{b.times ? times(b.times) : "–"}</td>
              <td class="num">{money(b.back, currency)}</td><td>{b.by ? tc.by[b.by] : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import "./records.css";
import { t } from "../../text/en";
import { dateTime, roundNumber } from "../../text/format";
import { trec } from "../../text/records";
import { checkCards } from "../../proof/cards";
import { SaveRound } from "../../proof/page";
import type { RoundRecord } from "../../wire/http";
import { useMoment } from "../../ui/hooks";
import { href } from "../../ui/router";
import { Findings } from "./findings";
import { Lines } from "./lines";
import { Recall } from "./recall";
import { ShoePlaces } from "./shoe";

const currency = "FUN";

/** One card round: told hand by hand, the own bets line by line, and the shoe shuffled again in this browser. */
export function CardRecord({ record: r }: { record: RoundRecord }) {
  const landsAtMs = (r.events?.find((e) => e.type === "result")?.body as { landsAtMs?: number } | undefined)?.landsAtMs;
  const landed = useMoment(landsAtMs ?? null) >= (landsAtMs ?? 0);
  const report = landed ? checkCards(r) : null;
  const voided = r.phase === "void";
  const common = r.game === "blackjack-unlimited";
  const later = report?.findings.some((f) => f.pending) ?? false;
  return (
    <main id="main" tabIndex={-1} class="page card-record" data-testid="round-proof">
      <header class="round-head">
        <div>
          <h1>{t.proofTitle(roundNumber(r.round))}</h1>
          <p class="dim">{r.name} · {t.gameNames[r.game] ?? r.game} · {dateTime(r.openedMs)} · {t.phaseWord[r.phase] ?? r.phase}</p>
        </div>
      </header>
      <p class="lead">{!report ? trec.leadLater : voided ? trec.leadVoid : later ? trec.leadSealed : trec.lead}</p>
      {report && <><h2>{trec.hands}</h2><Recall record={r} report={report} /></>}
      <h2>{trec.lines}</h2>
      <Lines own={landed ? r.own ?? [] : (r.own ?? []).filter((e) => e.type !== "paid")} currency={currency} common={common} />
      {report && <><h2>{t.proof}</h2><Findings report={report} currency={currency} /></>}
      {report?.shoe && <ShoePlaces shoe={report.shoe} cut={report.shoe.dealt.shoe.cut} />}
      <Hashes r={r} told={landed} />
      <div class="row">
        {report && <SaveRound record={r} />}
        <a class="button line" href={href.verify}>{t.anyRound}</a>
        <a class="button quiet" href={href.rounds(r.room)}>{t.roundsTitle(r.name)}</a>
      </div>
      <details class="more-proof"><summary>{t.verifyHow}</summary><ol class="prose steps">{trec.how.map((s) => <li key={s}>{s}</li>)}</ol></details>
    </main>
  );
}

function Hashes({ r, told }: { r: RoundRecord; told: boolean }) {
  const other = r.shoe && r.shoe.round !== r.round ? r.shoe : null;
  return (
    <dl class="hashes">
      {other && <><dt>{trec.shoeCommitment}</dt><dd><code>{other.commitment}</code></dd></>}
      {other?.seed && told && <><dt>{trec.shoeSeed}</dt><dd><code>{other.seed}</code></dd></>}
      <dt>{trec.ownCommitment}</dt><dd><code>{r.commitment}</code></dd>
      {r.seed && told && <><dt>{other ? trec.ownSeed : trec.shoeSeed}</dt><dd><code>{r.seed}</code>{other && <p class="fine">{trec.ownUnused}</p>}</dd></>}
    </dl>
  );
}

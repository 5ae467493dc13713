import { t } from "../../text/en";
import { money } from "../../text/format";
import type { RoomState } from "../../state/room";
import { useNow } from "../../ui/hooks";
import { Pip } from "../../ui/parts";
import type { ComponentChildren } from "preact";
import { colourOf, labelOf } from "./layout";
import type { Sheet } from "./sheet";
import { netOf } from "./fold";
import { fateOfPrison } from "./prison";
import { hotAndCold, lastAt, numberAt, paidAt, stageAt, type Stage } from "./stage";
import { Wheel, type Run } from "./wheelview";

/** The upper half of the table: what happens now, the wheel, what happened before. */
export function StageView({ r, sheet, track }: { r: RoomState; sheet: Sheet; track?: ComponentChildren }) {
  const nowMs = useNow(200);
  const stage = stageAt(r.table, nowMs);
  const last = lastAt(r.table, nowMs);
  return (
    <section class={`stage ${stage} ${track ? "with-track" : ""}`} aria-label={t.wheel}>
      <Now r={r} stage={stage} nowMs={nowMs} />
      {track ?? <div class="wheel-box"><Wheel wheel={sheet.wheel} run={runOf(r, nowMs, sheet.landMs)} spinning={stage === "spinning"} /></div>}
      <Before last={last} sheet={sheet} />
    </section>
  );
}

/** The ball's run to the newest result, or the pocket in which it lies from the last one. */
function runOf(r: RoomState, nowMs: number, landMs: number): Run | null {
  if (r.table.phase === "settled" && r.table.number >= 0) {
    return { number: r.table.number, launchedMs: r.table.landsAtMs - landMs, landsMs: r.table.landsAtMs };
  }
  const number = lastAt(r.table, nowMs)[0];
  return number === undefined ? null : { number, launchedMs: 0, landsMs: 0 };
}

function Now({ r, stage, nowMs }: { r: RoomState; stage: Stage; nowMs: number }) {
  const number = numberAt(r.table, nowMs);
  const paid = paidAt(r.own, nowMs);
  const leftS = Math.max(0, Math.ceil((r.table.closesAtMs - nowMs) / 1000));
  const nextS = Math.max(0, Math.ceil((r.table.opensAtMs - nowMs) / 1000));
  const held = r.paused && (stage === "idle" || stage === "landed" || stage === "void");
  return (
    <div class="now">
      <p class="phase" data-testid="phase" data-phase={stage}>{held && stage !== "landed" ? t.paused : t.stage[stage]}</p>
      {stage === "betting" && <p class={`big ${leftS <= 4 ? "late" : ""}`}>{leftS}<small>s</small></p>}
      {stage === "landed" && (
        <div class="result" data-testid="result" data-number={number}>
          <span class={`big-number ${colourOf(number)}`}>{labelOf(number)}</span>
          <span>{t.describe(number)}</span>
        </div>
      )}
      {stage === "landed" && <Outcome r={r} paid={paid} />}
      {held && <p class="dim">{t.pausedHint}</p>}
      {stage === "void" && <p class="dim" data-testid="void-why">{t.voidHint}{r.table.voided && <> {t.voidWhy(r.table.voided)}</>}</p>}
      {!held && stage === "landed" && nextS > 0 && <p class="dim next">{t.nextIn(nextS)}</p>}
    </div>
  );
}

/** A win is called one only when more came back than was staked. */
function Outcome({ r, paid }: { r: RoomState; paid: ReturnType<typeof paidAt> }) {
  if (!paid) return null;
  const net = netOf(paid);
  const prison = fateOfPrison(r.own, paid);
  const back = paid.returned - prison.freed;
  const lost = paid.staked - prison.taken;
  return (
    <p class={`outcome ${net > 0 ? "won" : ""}`} data-testid="outcome">
      {net > 0 ? <b>{t.youWon(money(net, r.currency))}</b>
        : back > 0 ? t.backOf(money(back, r.currency), money(paid.staked, r.currency))
        : lost > 0 ? t.youLost(money(lost, r.currency)) : ""}
      {t.prisonLines(prison, (minor) => money(minor, r.currency)).map((line) => <small key={line} class="partage">{line}</small>)}
      {(paid.partage?.length ?? 0) > 0 && <small class="partage">{t.partageBack}</small>}
    </p>
  );
}

const heatWindow = 100;

function Before({ last, sheet }: { last: number[]; sheet: Sheet }) {
  const heat = hotAndCold(last, heatWindow, 4, sheet.wheel.length);
  return (
    <div class="before">
      <ol class="pips" aria-label={t.lastNumbers}>
        {last.slice(0, sheet.stats ? 15 : 1).map((n, i) => (
          <li key={`${last.length - i}`}><Pip n={n} big={i === 0} {...(i === 0 ? { testid: "last-number" } : {})} /></li>
        ))}
        {last.length === 0 && <li class="dim">{t.noNumbers}</li>}
      </ol>
      {sheet.stats && heat.of >= 10 && (
        <dl class="heat">
          <div><dt>{t.hot}</dt><dd>{heat.hot.map((h) => <span key={h.number}><Pip n={h.number} /><small>{t.times(h.hits)}</small></span>)}</dd></div>
          <div><dt>{t.cold}</dt><dd>{heat.cold.map((h) => <span key={h.number}><Pip n={h.number} /><small>{t.times(h.hits)}</small></span>)}</dd></div>
          <div><dt class="unseen">{t.window}</dt><dd class="fine">{t.ofLast(heat.of)}</dd></div>
        </dl>
      )}
    </div>
  );
}

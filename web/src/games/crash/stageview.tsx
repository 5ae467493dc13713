import { useRef } from "preact/hooks";
import { t } from "../../text/en";
import { tc, times } from "../../text/crash";
import { money } from "../../text/format";
import type { RoomState } from "../../state/room";
import { useApp, useNow } from "../../ui/hooks";
import type { CrashState } from "./fold";
import { useFrames } from "./frame";
import { marksOf, Plot } from "./plotview";
import { timesAt, type Stage } from "./stage";

/** The curve, where it stands in large, and what happens next. */
export function StageView({ r, s, stage }: { r: RoomState; s: CrashState; stage: Stage }) {
  const me = useApp((a) => a.me?.player?.name ?? "");
  const own = s.ownRound === s.round ? s.own : [];
  const marks = marksOf(s.board.outs ?? [], own, me, tc.you);
  const moved = s.rescued?.times ?? own.find((b) => b.by === "rescue")?.times;
  return (
    <section class={`curve-stage ${stage}`} aria-label={tc.curve}>
      <Plot s={s} stage={stage} marks={stage === "void" ? [] : marks} />
      <div class="curve-now"><Now r={r} s={s} stage={stage} /></div>
      {moved !== undefined && <p class="moved-note" role="status" data-testid="moved">{tc.moved(times(moved))}</p>}
    </section>
  );
}

function Now({ r, s, stage }: { r: RoomState; s: CrashState; stage: Stage }) {
  const nowMs = useNow(200);
  switch (stage) {
    case "betting": return <><p class="phase">{tc.betsCloseIn}</p><Seconds ms={s.closesAtMs - nowMs} /></>;
    case "closing": return <p class="phase big-phase">{tc.noMore}</p>;
    case "lead": return <><p class="phase">{tc.startsIn}</p><Lead untilMs={s.startsAtMs} /><p class="dim">{tc.sealed}</p></>;
    case "running": return <><BigTimes s={s} stage={stage} /><p class="phase">{tc.runs}</p></>;
    case "silent": return <><BigTimes s={s} stage={stage} /><p class="phase late">{tc.silent}</p><p class="dim hint">{tc.silentHint}</p></>;
    case "crashed": return <><p class="phase">{tc.crashed}</p><BigTimes s={s} stage={stage} /><Outcome r={r} s={s} /><Next s={s} paused={r.paused} nowMs={nowMs} /></>;
    case "void": return <><p class="phase big-phase">{tc.void}</p><p class="dim hint">{tc.voidHint}{s.voided ? ` ${t.voidWhy(s.voided)}` : ""}</p></>;
    case "idle": return <><p class="phase big-phase">{r.paused ? t.paused : tc.soon}</p>{r.paused && <p class="dim hint">{t.pausedHint}</p>}</>;
  }
}

function Seconds({ ms }: { ms: number }) {
  const s = Math.max(0, Math.ceil(ms / 1000));
  return <p class={`count ${s <= 3 ? "late" : ""}`} data-testid="closes">{s}<small>s</small></p>;
}

/** Tenths of a second until the start. */
function Lead({ untilMs }: { untilMs: number }) {
  const el = useRef<HTMLParagraphElement>(null);
  useFrames(true, (nowMs) => {
    const word = `${(Math.max(0, untilMs - nowMs) / 1000).toFixed(1)} s`;
    if (el.current && el.current.textContent !== word) el.current.textContent = word;
  }, [untilMs]);
  return <p class="count" ref={el} data-testid="lead" />;
}

/** Where the curve is, written for every picture. */
function BigTimes({ s, stage }: { s: CrashState; stage: Stage }) {
  const el = useRef<HTMLParagraphElement>(null);
  useFrames(stage !== "crashed", (nowMs) => {
    if (!el.current) return;
    const m = timesAt(s, nowMs);
    const word = times(m);
    if (el.current.textContent === word) return;
    el.current.textContent = word;
    el.current.dataset["times"] = String(m);
  }, [s, stage]);
  return <p class={`times ${stage}`} ref={el} data-testid="times" aria-live="off" />;
}

function Outcome({ r, s }: { r: RoomState; s: CrashState }) {
  if (!s.paid || s.ownRound !== s.round) return null;
  const net = s.paid.returned - s.paid.staked;
  if (s.paid.returned === 0) return <p class="took" data-testid="outcome" data-net={net}>{tc.lose(money(s.paid.staked, r.currency))}</p>;
  return (
    <p class={`took ${net > 0 ? "won" : ""}`} data-testid="outcome" data-net={net}>
      {net > 0 && t.youWon(money(net, r.currency))}<small>{t.backOf(money(s.paid.returned, r.currency), money(s.paid.staked, r.currency))}</small>
    </p>
  );
}

function Next({ s, paused, nowMs }: { s: CrashState; paused: boolean; nowMs: number }) {
  if (paused) return <p class="dim">{t.paused}</p>;
  return <p class="dim next-round">{s.opensAtMs > nowMs ? tc.nextIn(Math.ceil((s.opensAtMs - nowMs) / 1000)) : tc.soon}</p>;
}

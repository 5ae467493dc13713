import { useMemo, useRef } from "preact/hooks";
import { t } from "../../text/en";
import { tc, times } from "../../text/crash";
import { money } from "../../text/format";
import type { RoomState } from "../../state/room";
import { useClient, useMoment } from "../../ui/hooks";
import type { CrashState } from "./fold";
import { milestoneAt, type Stage } from "./stage";

/** What a screen reader hears, politely: the phase, the curve at round places, the end, the own bets. */
export function Spoken({ r, s, stage }: { r: RoomState; s: CrashState; stage: Stage }) {
  const client = useClient();
  useMoment(milestoneAt(s, client.now()).nextMs);
  const nowMs = client.now();
  const { reached } = milestoneAt(s, nowMs);
  const line = useMemo(() => {
    switch (stage) {
      case "betting": return tc.spoken.open(Math.max(0, Math.round((s.closesAtMs - nowMs) / 1000)));
      case "closing": case "lead": return tc.noMore;
      case "running": return reached ? tc.spoken.at(times(reached)) : tc.spoken.started;
      case "silent": return `${tc.silent}.`;
      case "void": return `${tc.void}. ${tc.voidHint}`;
      case "crashed": {
        const paid = s.ownRound === s.round ? s.paid : null;
        const end = tc.spoken.crashed(times(s.point));
        return paid ? `${end} ${tc.spoken.net(paid.returned > 0, money(paid.returned || paid.staked, r.currency))}` : end;
      }
      default: return r.paused ? t.paused : "";
    }
  }, [stage, s.round, reached, s.paid, r.paused]);
  return (
    <>
      <p class="unseen" role="status" aria-live="polite" data-testid="spoken">{line}</p>
      <p class="unseen" role="status" aria-live="polite" data-testid="spoken-hand"><OwnLine r={r} s={s} /></p>
    </>
  );
}

/** What happened to the own bets since it was last said. */
function OwnLine({ r, s }: { r: RoomState; s: CrashState }) {
  const was = useRef({ bets: s.own, round: s.ownRound, line: "" }).current;
  if (was.bets !== s.own) {
    const before = new Map((was.round === s.ownRound ? was.bets : []).map((b) => [b.bet, b]));
    const news = s.own.flatMap((b, i) => {
      const old = before.get(b.bet);
      if (!old) return [tc.spoken.placed(i + 1, money(b.stake, r.currency))];
      return b.times > 0 && old.times === 0 ? [tc.spoken.out(i + 1, times(b.times), money(b.back, r.currency))] : [];
    });
    if (news.length) was.line = news.join(" ");
    else if (was.round === s.ownRound && s.own.length < was.bets.length) was.line = tc.spoken.back;
    was.bets = s.own;
    was.round = s.ownRound;
  }
  return <>{was.line}</>;
}

import { useMemo, useRef } from "preact/hooks";
import { t } from "../../text/en";
import { money, plain } from "../../text/format";
import type { RoomState } from "../../state/room";
import { useApp } from "../../ui/hooks";
import type { Play } from "./play";
import { lastAt, paidAt, stageAt } from "./stage";

/** What a screen reader hears, politely: the phase, the result, the own payout; and the own chips. */
export function Spoken({ r, nowMs, play }: { r: RoomState; nowMs: number; play: Play }) {
  const stage = stageAt(r.table, nowMs);
  const paid = paidAt(r.own, nowMs);
  const line = useMemo(() => {
    switch (stage) {
      case "betting": return t.statusLine.open(Math.max(0, Math.round((r.table.closesAtMs - nowMs) / 1000)));
      case "spinning": return t.statusLine.closed;
      case "void": return `${t.stage.void}. ${t.voidHint}`;
      case "landed": {
        const own = paid ? t.statusLine.paid(money(paid.returned, r.currency), money(paid.staked, r.currency)) : "";
        return `${t.statusLine.result(lastAt(r.table, nowMs)[0] ?? r.table.number)} ${own}`;
      }
      default: return r.paused ? t.paused : "";
    }
  }, [stage, r.round, paid, r.paused]);
  return (
    <>
      <p class="unseen" role="status" aria-live="polite" data-testid="spoken">{line}</p>
      <p class="unseen" role="status" aria-live="polite" data-testid="spoken-hand"><HandLine r={r} play={play} /></p>
    </>
  );
}

/** The chip in hand when it changes, the stake when the table has confirmed another one. */
function HandLine({ r, play }: { r: RoomState; play: Play }) {
  const signedIn = useApp((s) => s.me?.signedIn ?? false);
  const before = useRef({ chip: play.chip, staked: play.stakedMinor, line: "" });
  const was = before.current;
  if (was.staked !== play.stakedMinor) was.line = t.statusLine.stake(money(play.stakedMinor, r.currency));
  else if (was.chip !== play.chip) was.line = t.chip(plain(play.chip, r.currency), r.currency);
  was.chip = play.chip;
  was.staked = play.stakedMinor;
  return <>{signedIn ? was.line : ""}</>;
}

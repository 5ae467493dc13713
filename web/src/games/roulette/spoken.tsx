import { useMemo, useRef } from "preact/hooks";
import { t } from "../../text/en";
import { money, plain } from "../../text/format";
import type { RoomState } from "../../state/room";
import { useApp } from "../../ui/hooks";
import type { Paid } from "./bodies";
import { stakedMinor } from "./fold";
import type { Play } from "../chips/play";
import { fateOfPrison } from "./prison";
import { lastAt, paidAt, stageAt } from "./stage";

/** What a screen reader hears, politely: the phase, the result, the own payout; and the own chips. */
export function Spoken({ r, nowMs, play }: { r: RoomState; nowMs: number; play: Play }) {
  const stage = stageAt(r.table, nowMs);
  const paid = paidAt(r.own, nowMs);
  const held = stakedMinor(r.own.prison);
  const line = useMemo(() => {
    switch (stage) {
      case "betting": return [
        t.statusLine.open(Math.max(0, Math.round((r.table.closesAtMs - nowMs) / 1000))),
        ...(held > 0 ? [t.statusLine.held(money(held, r.currency))] : []),
      ].join(" ");
      case "spinning": return t.statusLine.closed;
      case "void": return [`${t.stage.void}.`, t.voidHint, ...(r.table.voided ? [t.voidWhy(r.table.voided)] : [])].join(" ");
      case "landed": {
        return [t.statusLine.result(lastAt(r.table, nowMs)[0] ?? r.table.number), ...(paid ? ownWords(r, paid) : [])].join(" ");
      }
      default: return r.paused ? t.paused : "";
    }
  }, [stage, r.round, paid, r.paused, held]);
  return (
    <>
      <p class="unseen" role="status" aria-live="polite" data-testid="spoken">{line}</p>
      <p class="unseen" role="status" aria-live="polite" data-testid="spoken-hand"><HandLine r={r} play={play} /></p>
    </>
  );
}

/** What the number meant for the player: the payout, and what became of stakes that zero held. */
function ownWords(r: RoomState, paid: Paid): string[] {
  const prison = fateOfPrison(r.own, paid);
  const words = t.prisonLines(prison, (minor) => money(minor, r.currency));
  const alone = paid.staked === 0; // with nothing at stake but what was held
  return alone ? words : [t.statusLine.paid(money(paid.returned - prison.freed, r.currency), money(paid.staked, r.currency)), ...words];
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

import { useMemo, useRef } from "preact/hooks";
import { t } from "../../text/en";
import { tb } from "../../text/baccarat";
import { money, plain } from "../../text/format";
import type { RoomState } from "../../state/room";
import { useApp } from "../../ui/hooks";
import type { Play } from "../chips/play";
import type { DuelState } from "./fold";
import type { Game } from "./game";
import type { Sheet } from "./sheet";
import { paidAt, stageAt } from "./stage";

/** What a screen reader hears, politely: the phase, the hands and the winner, the own payout; and the own chips. */
export function Spoken({ r, s, game, sheet, nowMs, play }: { r: RoomState; s: DuelState; game: Game; sheet: Sheet; nowMs: number; play: Play }) {
  const stage = stageAt(s, nowMs);
  const paid = paidAt(s, nowMs);
  const line = useMemo(() => {
    switch (stage) {
      case "betting": return [t.statusLine.open(Math.max(0, Math.round((s.closesAtMs - nowMs) / 1000))), ...(s.score.shoe?.final ? [`${tb.lastHand}.`] : [])].join(" ");
      case "shuffling": return [tb.spoken.shuffling, s.fresh ? tb.burned(s.fresh.top, s.fresh.burned) : ""].join(" ");
      case "dealing": return t.statusLine.closed;
      case "void": return [`${t.stage.void}.`, t.voidHint, ...(s.voided ? [t.voidWhy(s.voided)] : [])].join(" ");
      case "landed": return [...outcomeOf(s, game, sheet), ...(paid ? [tb.spoken.net(money(paid.returned, r.currency), money(paid.staked, r.currency))] : [])].join(" ");
      default: return r.paused ? t.paused : "";
    }
  }, [stage, s.round, s.hand, paid, r.paused]);
  return (
    <>
      <p class="unseen" role="status" aria-live="polite" data-testid="spoken">{line}</p>
      <p class="unseen" role="status" aria-live="polite" data-testid="spoken-hand"><HandLine r={r} play={play} /></p>
    </>
  );
}

/** Both hands, who won, and by what name. */
function outcomeOf(s: DuelState, game: Game, sheet: Sheet): string[] {
  const hand = s.hand;
  const bead = s.score.beads.at(-1);
  if (!hand) return bead ? [`${tb.wins(bead.win, bead.points)}.`] : [];
  const hands = game.sides.map((side) => {
    const codes = hand.cards.filter((c) => c.to === side).map((c) => c.card);
    return `${tb.handOf(side, codes, game.derived ? game.totalOf(codes) : "")}.`;
  });
  return [...hands, `${tb.wins(hand.winner, game.points(hand))}.`, ...game.named(hand, sheet).map((n) => `${n}.`)];
}

/** The chip in hand when it changes, the stake when the table has confirmed another one. */
function HandLine({ r, play }: { r: RoomState; play: Play }) {
  const signedIn = useApp((a) => a.me?.signedIn ?? false);
  const was = useRef({ chip: play.chip, staked: play.stakedMinor, line: "" }).current;
  if (was.staked !== play.stakedMinor) was.line = t.statusLine.stake(money(play.stakedMinor, r.currency));
  else if (was.chip !== play.chip) was.line = t.chip(plain(play.chip, r.currency), r.currency);
  was.chip = play.chip;
  was.staked = play.stakedMinor;
  return <>{signedIn ? was.line : ""}</>;
}

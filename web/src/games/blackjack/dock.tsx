import type { ComponentChildren } from "preact";
import { t } from "../../text/en";
import { tb } from "../../text/blackjack";
import { money, plain } from "../../text/format";
import { AccountGate, useBalance } from "../../account/account";
import type { Note, RoomState } from "../../state/room";
import { CountdownBar } from "../../ui/countdown";
import { useApp } from "../../ui/hooks";
import { Button } from "../../ui/parts";
import { Acts, Notes, Purse, Tray } from "../chips/dock";
import type { Ask } from "./ask";
import { Decide, Wait } from "./decide";
import { ownStaked } from "./own";
import type { BlackjackState } from "./fold";
import type { Table } from "./play";
import { Outcome } from "./outcome";
import type { Sheet } from "./sheet";
import type { Stage } from "./stage";
import { ToldLines } from "./told";

interface Props {
  r: RoomState; s: BlackjackState; sheet: Sheet; play: Table; stage: Stage; ask: Ask | null; narrow: boolean;
  /** The question was answered, and what follows is on its way. */
  shut: boolean;
  /** What is seen of the dealer's cards is all there is. */
  dealing: boolean;
  hinted: string;
}

/** At the thumb: chips while bets are taken, decisions while hands are played, then what came of it. */
export function Dock(p: Props) {
  const { r, s, sheet, ask, stage } = p;
  const signedIn = useApp((a) => a.me?.signedIn ?? false);
  const mode = ask ? "deciding" : stage === "playing" || stage === "dealer" ? "waiting" : stage === "landed" && s.own.paid ? "told" : "staking";
  const [untilMs, spanMs] = p.shut ? [0, 1] : ask ? [ask.untilMs, sheet.options.decideMs] : stage === "betting" ? [s.closesAtMs, sheet.options.betMs] : [0, 1];
  return (
    <section class={`dock bj-dock ${mode}`} aria-label={t.yourHand} data-testid="dock" data-mode={mode}>
      <CountdownBar untilMs={untilMs} spanMs={spanMs} />
      <div class="bj-notes"><ToldLines s={s} currency={r.currency} /><Notes r={r} spotWord={(spot) => tb.spotName(spot, sheet.common)} say={(n) => sentence(n, r.currency)} /></div>
      {signedIn ? <Hand {...p} mode={mode} /> : <AccountGate hint={t.signInToBet} />}
    </section>
  );
}

function Hand(p: Props & { mode: string }) {
  const { r, s, play, mode, narrow } = p;
  const balance = useBalance(r.currency);
  return (
    <>
      <Purse r={r} balance={balance} stakedMinor={ownStaked(s.own)} narrow={narrow} />
      <Middle {...p} balance={balance} />
      {mode === "staking" && <Acts play={play} />}
    </>
  );
}

function Middle(p: Props & { mode: string; balance: number | null }): ComponentChildren {
  const { r, s, sheet, play, ask, stage, mode, balance } = p;
  switch (mode) {
    case "deciding": return <Decide ask={ask!} shut={p.shut} sheet={sheet} play={play} currency={r.currency} balance={balance} hinted={p.hinted} />;
    case "waiting": return <Wait s={s} sheet={sheet} stage={stage} dealing={p.dealing} play={play} />;
    case "told": return <Outcome s={s} sheet={sheet} currency={r.currency} />;
    default: return (
      <div class="tray-row">
        <Tray play={play} balance={balance} currency={r.currency} />
        {play.follow !== null && (sheet.options.behindMax ?? 0) > 0 && (
          <Button look="quiet" class="bj-follow" aria-pressed={play.follow} title={tb.behindFollowHint} onClick={() => play.setFollow(!play.follow)}>{tb.behindPill(play.follow)}</Button>
        )}
      </div>
    );
  }
}

/** What the table had no time or no room for, and nothing was done. */
const unheard = ["rate", "busy", "no_owner", "not_joined", "conflict"];

/** A refusal in this game's words; "" leaves it to the common ones. */
function sentence(n: Note, currency: string): string {
  const v = n.verdict;
  if (n.kind === "error" || !v) return n.act?.ask === "play" && unheard.includes(n.code) ? tb.unheard : "";
  return tb.refusal({
    code: n.code, ask: n.act?.ask ?? "bet", spot: v.spot ?? "", limitMinor: v.limit ?? 0, limit: plain(v.limit ?? 0, currency), value: money(v.value ?? 0, currency),
  });
}

import "../chips/chips.css";
import "./blackjack.css";
import "./seats.css";
import "./small.css";
import { useRef, useState } from "preact/hooks";
import { tb } from "../../text/blackjack";
import type { RoomState } from "../../state/room";
import { TopUp } from "../../account/account";
import { useApp, useClient, useMoment, useSince } from "../../ui/hooks";
import { Dialog } from "../../ui/parts";
import { AtTable, Keys, TopLine, useShape } from "../chips/frame";
import { useTableKeys } from "../chips/play";
import { unmarked } from "../chips/rail";
import { askOf, goesOn, type Ask } from "./ask";
import { BehindDialog } from "./behind";
import type { Act } from "./bodies";
import { Common } from "./commonview";
import { Dealer, FeltWords, Shoe } from "./dealerview";
import { useFocusKept } from "./decide";
import { Dock } from "./dock";
import { freshBlackjack, nameOf, type BlackjackState } from "./fold";
import { bestPlay } from "./hint";
import { NowView } from "./now";
import { ownStaked } from "./own";
import { partsOf } from "./parts";
import { useBlackjack, type Table } from "./play";
import { Rail } from "./rail";
import { Seat } from "./seatview";
import { nextChange, seenAt } from "./seen";
import { readSheet, seatsOf, type Sheet } from "./sheet";
import { Spoken } from "./spoken";
import { stageAt } from "./stage";

/** A live blackjack table: joins the room, reads its sheet, and lays out the rest. */
export function BlackjackTable({ room }: { room: number }) {
  return <AtTable room={room} read={(a) => readSheet(a.sheet)}>{(r, sheet) => <Live r={r} sheet={sheet} />}</AtTable>;
}

function Live({ r, sheet }: { r: RoomState; sheet: Sheet }) {
  const client = useClient();
  const s = (r.play as BlackjackState | null) ?? freshBlackjack();
  const me = useApp((a) => a.me?.player?.name ?? "");
  const { upright, railHidden } = useShape();
  const o = sheet.options;
  const look = () => seenAt(s, client.now(), o.dealMs, o.hole === "peek");
  const nowMs = useMoment(nextChange(s, look(), client.now()));
  const seen = seenAt(s, nowMs, o.dealMs, o.hole === "peek");
  const stage = stageAt(s, nowMs);
  const play = useBlackjack(r, s, stage);
  const parts = sheet.common ? partsOf(s, o) : null;
  const ask = askOf(s, seen, o, parts, nowMs, play.waits);
  // Between two questions of one hand the answers stay where they are, shut, so that nothing moves under the thumb.
  const before = useRef<{ ask: Ask; round: number } | null>(null);
  if (ask) before.current = { ask, round: s.round };
  const shut = !ask && before.current?.round === s.round && goesOn(s, before.current.ask, play.waits) ? before.current.ask : null;
  const hinted = ask?.kind === "act" && play.hint ? bestPlay(sheet.best, ask.codes, ask.up, ask.legal) : "";
  const [dialog, setDialog] = useState<"" | "keys" | "rail">("");
  const [behind, setBehind] = useState("");
  useTableKeys(play, () => setDialog("keys"), keysOf(ask, play, sheet));
  useFocusKept(ask !== null);
  const onBehind = (spot: string) => { if (play.follow === null) setBehind(spot); else play.placeBehind(spot, play.follow); };
  const lines = s.own.paid?.lines ?? [];
  const seats = Array.from({ length: seatsOf(sheet) }, (_, i) => i + 1);
  const since = useSince(stage === "landed" ? s.landsAtMs : null);
  return (
    <main id="main" tabIndex={-1} class={`table bj ${stage} ${sheet.common ? "one-hand" : "at-seats"}`} data-testid="table" data-stage={stage} data-round={s.round} aria-label={r.name}>
      <TopLine r={r} minMinor={o.seatMinMinor} maxMinor={o.seatMaxMinor} narrow={upright} onRail={() => setDialog("rail")} onKeys={() => setDialog("keys")} />
      <section class={`bj-stage ${stage === "landed" ? "walk" : ""}`} aria-label={tb.table} style={since}>
        <FeltWords sheet={sheet} />
        <NowView r={r} s={s} sheet={sheet} stage={stage} seen={seen} asked={ask !== null} />
        <Dealer s={s} seen={seen} />
        <Shoe s={s} seen={seen} />
        {sheet.common
          ? <Common s={s} seen={seen} sheet={sheet} play={play} stage={stage} currency={r.currency} parts={parts!} lines={lines} />
          : (
            <ol class="bj-seats" aria-label={tb.seats}>
              {seats.map((n) => <Seat key={n} n={n} s={s} seen={seen} sheet={sheet} play={play} stage={stage} currency={r.currency} me={me} asked={ask} lines={lines} onBehind={onBehind} />)}
            </ol>
          )}
      </section>
      {!railHidden && <Rail r={r} s={s} sheet={sheet} stage={stage} />}
      {ownStaked(s.own) === 0 && <TopUp />}
      <Dock r={r} s={s} sheet={sheet} play={play} stage={stage} ask={ask ?? shut} shut={shut !== null} narrow={upright} dealing={!seen.settled} hinted={hinted} />
      <Spoken r={r} s={s} seen={seen} stage={stage} sheet={sheet} ask={ask} hinted={hinted} />
      {dialog === "keys" && <Keys list={tb.keyList} onClose={() => setDialog("")} />}
      {dialog === "rail" && railHidden && <Dialog title={r.name} onClose={() => setDialog("")}><Rail r={r} s={s} sheet={sheet} stage={stage} /></Dialog>}
      {behind && <BehindDialog spot={behind} who={unmarked(nameOf(s, Number(behind.split(":")[1])))} play={play} currency={r.currency} onClose={() => setBehind("")} />}
    </main>
  );
}

/** While a hand is asked about, letters decide; they bet again when bets are taken. */
function keysOf(ask: Ask | null, play: Table, sheet: Sheet): Record<string, () => void> {
  const keys: Record<string, () => void> = sheet.hints ? { b: () => play.setHint(!play.hint), d: () => {} } : { d: () => {} };
  for (const act of ask?.legal ?? []) keys[tb.keys[act]!] = () => play.decide(ask!, act as Act);
  return keys;
}

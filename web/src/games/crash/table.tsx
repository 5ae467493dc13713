import { useState } from "preact/hooks";
import "./crash.css";
import { tc, times } from "../../text/crash";
import { roundNumber } from "../../text/format";
import type { RoomState } from "../../state/room";
import { TopUp } from "../../account/account";
import { useClient, useMedia, useMoment } from "../../ui/hooks";
import { Dialog } from "../../ui/parts";
import { href } from "../../ui/router";
import { AtTable, Keys, TopLine, useShape } from "../chips/frame";
import type { Past, Sheet } from "./bodies";
import { Dock } from "./dock";
import { freshCrash, type CrashState } from "./fold";
import { useHandKeys, useHands } from "./hand";
import { Point } from "../../ui/point";
import { Rail } from "./rail";
import { Spoken } from "./spoken";
import { nextChange, stageAt } from "./stage";
import { StageView } from "./stageview";

/** A live crash table: joins the room, reads its sheet, and lays out the rest. */
export function CrashTable({ room }: { room: number }) {
  return <AtTable room={room} read={(a) => a.sheet as Sheet}>{(r, sheet) => <Live r={r} sheet={sheet} />}</AtTable>;
}

function Live({ r, sheet }: { r: RoomState; sheet: Sheet }) {
  const client = useClient();
  const s = (r.play as CrashState | null) ?? freshCrash();
  const narrow = useMedia("(max-width: 759px), (max-width: 960px) and (orientation: landscape)");
  const { railHidden } = useShape();
  const nowMs = useMoment(nextChange(s, client.now()));
  const stage = stageAt(s, nowMs);
  const hands = useHands(r, s, stage, sheet.options);
  const [dialog, setDialog] = useState<"" | "keys" | "rail">("");
  useHandKeys(hands, () => setDialog("keys"));
  return (
    <main id="main" tabIndex={-1} class={`table crash ${stage}`} data-testid="table" data-stage={stage} data-round={s.round}>
      <TopLine r={r} minMinor={sheet.options.betMinMinor} maxMinor={sheet.options.betMaxMinor} narrow={narrow} onRail={() => setDialog("rail")} onKeys={() => setDialog("keys")} />
      <Strip last={s.last} />
      <StageView r={r} s={s} stage={stage} />
      <Dock r={r} s={s} stage={stage} hands={hands} options={sheet.options} narrow={narrow} />
      {!railHidden && <Rail r={r} s={s} sheet={sheet} />}
      <TopUp />
      <Spoken r={r} s={s} stage={stage} />
      {dialog === "keys" && <Keys list={tc.keyList} onClose={() => setDialog("")} />}
      {dialog === "rail" && railHidden && <Dialog title={r.name} onClose={() => setDialog("")}><Rail r={r} s={s} sheet={sheet} /></Dialog>}
    </main>
  );
}

const stripMost = 30;

/** The newest points, each a way to its proof. */
function Strip({ last }: { last: Past[] }) {
  return (
    <nav class="past-strip" aria-label={tc.past}>
      <ol data-testid="strip">
        {last.length === 0 && <li class="dim">{tc.noPast}</li>}
        {last.slice(0, stripMost).map((p) => <li key={p.round}><a href={href.round(p.round)} aria-label={tc.pastOf(roundNumber(p.round), times(p.point))}><Point m={p.point} /></a></li>)}
      </ol>
    </nav>
  );
}

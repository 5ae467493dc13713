import { useEffect, useState } from "preact/hooks";
import "./crash.css";
import { t } from "../../text/en";
import { tc, times } from "../../text/crash";
import { roundNumber } from "../../text/format";
import { freshRoom, type RoomState } from "../../state/room";
import { TopUp } from "../../account/account";
import { useApp, useClient, useLoaded, useMedia, useMoment } from "../../ui/hooks";
import { Dialog, Failed, State } from "../../ui/parts";
import { href } from "../../ui/router";
import { Alone, Keys, Loading, TopLine } from "../chips/frame";
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
  const client = useClient();
  useEffect(() => client.join(room), [client, room]);
  const r = useApp((s) => s.rooms[room]) ?? freshRoom(room);
  const loaded = useLoaded(() => client.http.room(room).then((a) => a.sheet as Sheet), [room]);
  if (r.missing) return <Alone><State kind="error" alone title={t.noRoom}><a class="button brass" href={href.lobby}>{t.back}</a></State></Alone>;
  if (loaded.error && !loaded.value) return <Alone><Failed code={loaded.error} again={loaded.reload} /></Alone>;
  if (!loaded.value || !r.known) return <Loading name={r.name} />;
  return <Live r={r} sheet={loaded.value} />;
}

function Live({ r, sheet }: { r: RoomState; sheet: Sheet }) {
  const client = useClient();
  const s = (r.play as CrashState | null) ?? freshCrash();
  const narrow = useMedia("(max-width: 759px), (max-width: 960px) and (orientation: landscape)");
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
      {!narrow && <Rail r={r} s={s} sheet={sheet} />}
      <TopUp />
      <Spoken r={r} s={s} stage={stage} />
      {dialog === "keys" && <Keys list={tc.keyList} onClose={() => setDialog("")} />}
      {dialog === "rail" && narrow && <Dialog title={r.name} onClose={() => setDialog("")}><Rail r={r} s={s} sheet={sheet} /></Dialog>}
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

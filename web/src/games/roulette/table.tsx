import { useMemo, useState } from "preact/hooks";
import { t } from "../../text/en";
import { foldOf } from "../../state/folds";
import type { RoomState } from "../../state/room";
import { TopUp } from "../../account/account";
import { useClient, useMedia, useMoment } from "../../ui/hooks";
import { Dialog } from "../../ui/parts";
import { AtTable, Keys, TopLine, useShape } from "../chips/frame";
import { useTableKeys } from "../chips/play";
import { Dock } from "./dock";
import type { SpotStake } from "./bodies";
import { Felt } from "./felt";
import { stakedMinor } from "./fold";
import type { Landing } from "./feltchips";
import { usePlay } from "./play";
import { byPrison, prisonAt } from "./prison";
import { Rail } from "./rail";
import { SavedBets } from "./savedview";
import { readSheet, type Sheet } from "./sheet";
import { nextChange, numberAt, paidAt, stageAt } from "./stage";
import { Spoken } from "./spoken";
import { StageView } from "./stageview";
import { Racetrack } from "./trackview";

/** A live roulette table: joins the room, reads its sheet, and lays out the rest. */
export function RouletteTable({ room }: { room: number }) {
  return <AtTable room={room} ghost={<span class="ghost-wheel" />} read={(a) => (foldOf(a.card.game) ? null : readSheet(a.sheet, a.options))}>{(r, sheet) => <Live r={r} sheet={sheet} />}</AtTable>;
}

function Live({ r, sheet }: { r: RoomState; sheet: Sheet }) {
  const client = useClient();
  const { upright, railHidden } = useShape();
  const small = useMedia("(max-width: 1180px)"); // the racetrack has no room above the felt
  const nowMs = useMoment(nextChange(r.table, client.now()));
  const stage = stageAt(r.table, nowMs);
  const play = usePlay(r, stage);
  const [dialog, setDialog] = useState<"" | "keys" | "rail" | "saved" | "track">("");
  const [trackOpen, setTrackOpen] = useState(false);
  const [preview, setPreview] = useState<SpotStake[]>([]);
  const close = () => { setDialog(""); setPreview([]); };
  const track = () => { setPreview([]); if (small) setDialog("track"); else setTrackOpen((open) => !open); };
  const saved = () => setDialog("saved");
  useTableKeys(play, () => setDialog("keys"), { w: track, s: saved });
  const number = numberAt(r.table, nowMs);
  const paid = paidAt(r.own, nowMs);
  const held = prisonAt(r.table, r.own, nowMs);
  const landing: Landing | null = stage === "landed"
    ? { number, landsAtMs: r.table.landsAtMs, wins: paid?.wins ?? [], before: byPrison(r.own.prison) } : null;
  const totals = useMemo(() => new Map((r.table.board.spots ?? []).map((s) => [s.spot, s.total])), [r.table.board]);
  const racetrack = (onPlaced: () => void, way: "lying" | "upright") => (
    <Racetrack sheet={sheet} way={way} play={play} currency={r.currency} onPreview={setPreview} onPlaced={onPlaced} />
  );
  const trackShown = trackOpen && !small && (stage === "betting" || stage === "closing" || stage === "idle");
  return (
    <main id="main" tabIndex={-1} class={`table ${stage}`} data-testid="table" data-stage={stage} aria-label={r.name}>
      <TopLine r={r} minMinor={sheet.spots[0]!.minMinor} maxMinor={sheet.tableMaxMinor} narrow={upright} onRail={() => setDialog("rail")} onKeys={() => setDialog("keys")} />
      <StageView r={r} sheet={sheet} {...(trackShown ? { track: racetrack(() => {}, "lying") } : {})} />
      <div class="felt-box">
        <Felt
          sheet={sheet} way={upright ? "upright" : "lying"} play={play} currency={r.currency} totals={totals} held={byPrison(held)} landing={landing} locked={!play.can.bet}
          preview={landing || !(trackShown || dialog === "track") ? none : preview}
        />
      </div>
      {!railHidden && <Rail r={r} sheet={sheet} />}
      {play.stakedMinor + play.checkingMinor === 0 && <TopUp />}
      <Dock r={r} play={play} heldMinor={stakedMinor(held)} sheet={sheet} narrow={upright} doors={{ trackOpen: trackShown, track, saved }} />
      <Spoken r={r} nowMs={nowMs} play={play} />
      {dialog === "keys" && <Keys list={t.keyList} onClose={close} />}
      {dialog === "saved" && <SavedBets sheet={sheet} play={play} currency={r.currency} onPreview={setPreview} onClose={close} />}
      {dialog === "track" && <Dialog title={t.racetrack} wide onClose={close}>{racetrack(close, upright ? "upright" : "lying")}</Dialog>}
      {dialog === "rail" && railHidden && <Dialog title={r.name} onClose={close}><Rail r={r} sheet={sheet} /></Dialog>}
    </main>
  );
}

const none: SpotStake[] = [];

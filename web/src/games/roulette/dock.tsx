import { t } from "../../text/en";
import { money } from "../../text/format";
import type { RoomState } from "../../state/room";
import { Icon } from "../../ui/parts";
import { Dock as ChipDock } from "../chips/dock";
import type { Play } from "../chips/play";
import type { Sheet } from "./sheet";

/** What the dock opens beside the felt. */
export interface Doors { trackOpen: boolean; track(): void; saved(): void }

/** The common dock with what zero holds, and the ways to the racetrack and the saved bets. */
export function Dock({ r, play, heldMinor, sheet, narrow, doors }: {
  r: RoomState; play: Play; heldMinor: number; sheet: Sheet; narrow: boolean; doors: Doors;
}) {
  return (
    <ChipDock
      r={r} play={play} narrow={narrow} untilMs={r.table.phase === "open" ? r.table.closesAtMs : 0} spanMs={sheet.betMs}
      spotWord={(spot) => t.spotName(spot, sheet.byName.get(spot)?.numbers ?? [])}
      besideStake={heldMinor > 0 && <span class="in-prison" data-testid="prison" data-minor={heldMinor}>
        <b class="p-mark" aria-hidden="true">{t.prisonMark}</b>{money(heldMinor, r.currency)}<span class={narrow ? "unseen" : ""}> {t.prisonHeld}</span>
      </span>}
      tools={<><Tool name="track" word={t.racetrack} on={doors.trackOpen} onClick={doors.track} /><Tool name="saved" word={t.saved} onClick={doors.saved} /></>}
    />
  );
}

function Tool({ name, word, on, onClick }: { name: "track" | "saved"; word: string; on?: boolean; onClick(): void }) {
  return (
    <button type="button" class="tool" aria-label={word} title={word} data-testid={`open-${name}`} {...(on === undefined ? {} : { "aria-pressed": on })} onClick={onClick}>
      <Icon name={name} />
    </button>
  );
}

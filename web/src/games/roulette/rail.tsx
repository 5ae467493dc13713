import { t } from "../../text/en";
import type { RoomState } from "../../state/room";
import { HistoryList } from "../../history/list";
import { PayTable } from "../../rules/paytable";
import { href } from "../../ui/router";
import { Players, TabRail } from "../chips/rail";
import { Numbers } from "./numbers";
import type { Sheet } from "./sheet";

/** Beside the table: who plays, which numbers came, the player's rounds, what pays what. */
export function Rail({ r, sheet }: { r: RoomState; sheet: Sheet }) {
  return (
    <TabRail tabs={[
      { id: "players", word: t.tabPlayers, panel: () => <Players r={r} board={r.table.board} /> },
      ...(sheet.stats ? [{ id: "numbers", word: t.tabNumbers, panel: () => <Numbers r={r} sheet={sheet} /> }] : []),
      { id: "history", word: t.tabHistory, panel: () => <><HistoryList room={r.room} refresh={r.round} short /><a href={href.rounds(r.room)}>{t.allRounds}</a></> },
      { id: "rules", word: t.tabRules, panel: () => <><PayTable sheet={sheet} currency={r.currency} short /><a href={href.rules(r.room)}>{t.allRules}</a></> },
    ]} />
  );
}

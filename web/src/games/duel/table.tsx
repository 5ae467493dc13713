import { useMemo, useState } from "preact/hooks";
import "./duel.css";
import { t } from "../../text/en";
import { tb } from "../../text/baccarat";
import type { RoomState } from "../../state/room";
import { TopUp } from "../../account/account";
import { HistoryList } from "../../history/list";
import { useClient, useLoaded, useMoment } from "../../ui/hooks";
import { Dialog } from "../../ui/parts";
import { href } from "../../ui/router";
import { Dock } from "../chips/dock";
import { Fields, type Landing } from "../chips/fields";
import { AtTable, Keys, TopLine, useShape } from "../chips/frame";
import { lyingOf, useStakes, useTableKeys } from "../chips/play";
import { Players, TabRail } from "../chips/rail";
import { SpotTable } from "../chips/spottable";
import { RoadsPanel } from "../roads/panel";
import type { DuelState } from "./fold";
import type { Game } from "./game";
import { readSheet, type Sheet } from "./sheet";
import { Spoken } from "./spoken";
import { nextChange, paidAt, scoreAt, stageAt, type Stage } from "./stage";
import { StageView } from "./stageview";

/** A live table of two sides: joins the room, reads its sheet, and lays out the rest. */
export function DuelTable({ room, game }: { room: number; game: Game }) {
  return <AtTable room={room} read={(a) => readSheet(a.sheet, a.options)}>{(r, sheet) => <Live r={r} game={game} sheet={sheet} />}</AtTable>;
}

/** Who comes while a hand is dealt, or just after, hears of its cards from its record. */
function useLate(s: DuelState, game: Game): DuelState {
  const client = useClient();
  const late = s.phase === "settled" && !s.hand && s.round > 0;
  const landed = useMoment(late && client.now() < s.landsAtMs ? s.landsAtMs : null) >= s.landsAtMs; // until then the record may keep the result to itself
  const loaded = useLoaded(() => (late ? client.http.round(s.round).then((r) => game.stateOf(r)) : Promise.resolve(null)), [late ? s.round : 0, late && landed]);
  return useMemo(() => {
    const told = loaded.value;
    if (!late || !told?.hand || told.round !== s.round) return s;
    return { ...s, hand: told.hand, fresh: told.fresh, own: s.own.bets.length || s.own.paid ? s.own : { ...told.own, round: s.round, before: s.own.before } };
  }, [s, late, loaded.value]);
}

function Live({ r, game, sheet }: { r: RoomState; game: Game; sheet: Sheet }) {
  const client = useClient();
  const { upright, railHidden } = useShape();
  const s = useLate(r.play as DuelState, game);
  const nowMs = useMoment(nextChange(s, client.now()));
  const stage = stageAt(s, nowMs);
  const play = useStakes(r, lyingOf(r, s), stage === "betting");
  const [dialog, setDialog] = useState<"" | "keys" | "rail" | "roads">("");
  const close = () => setDialog("");
  const roads = () => { if (sheet.stats) setDialog("roads"); };
  useTableKeys(play, () => setDialog("keys"), { w: roads });
  const totals = useMemo(() => new Map((s.board.spots ?? []).map((x) => [x.spot, x.total])), [s.board]);
  const rows = useMemo(() => game.rows(sheet, upright), [game, sheet, upright]);
  return (
    <main id="main" tabIndex={-1} class={`table duel-table ${sheet.game} ${stage}`} data-testid="table" data-stage={stage} aria-label={r.name}>
      <TopLine r={r} minMinor={sheet.spotMinMinor} maxMinor={sheet.tableMaxMinor} narrow={upright} onRail={() => setDialog("rail")} onKeys={() => setDialog("keys")} />
      <StageView r={r} s={s} game={game} sheet={sheet} nowMs={nowMs} onRoads={railHidden ? roads : undefined} />
      <div class="felt-box">
        <Fields rows={rows} play={play} currency={r.currency} totals={totals} locked={!play.can.bet} landing={landingOf(s, game, sheet, stage, nowMs)} look={upright ? "upright" : "lying"} />
      </div>
      {!railHidden && <Rail r={r} s={s} game={game} sheet={sheet} nowMs={nowMs} />}
      {play.stakedMinor + play.checkingMinor === 0 && <TopUp />}
      <Dock r={r} play={play} narrow={upright} untilMs={s.phase === "open" ? s.closesAtMs : 0} spanMs={sheet.betMs} spotWord={(spot) => tb.spot[spot] ?? spot} />
      <Spoken r={r} s={s} game={game} sheet={sheet} nowMs={nowMs} play={play} />
      {dialog === "keys" && <Keys list={sheet.stats ? tb.keyList : tb.keyList.filter(([key]) => key !== "W")} onClose={close} />}
      {dialog === "roads" && <Dialog title={tb.roads} onClose={close}><Roads s={s} game={game} nowMs={nowMs} /></Dialog>}
      {dialog === "rail" && railHidden && <Dialog title={r.name} onClose={close}><Rail r={r} s={s} game={game} sheet={sheet} nowMs={nowMs} /></Dialog>}
    </main>
  );
}

function landingOf(s: DuelState, game: Game, sheet: Sheet, stage: Stage, nowMs: number): Landing | null {
  const hand = s.hand;
  if (stage !== "landed" || !hand) return null;
  const wins = paidAt(s, nowMs)?.wins ?? [];
  return {
    landsAtMs: s.landsAtMs, fate: (spot) => game.fate(spot, hand, sheet),
    payMinor: (spot) => wins.filter((w) => w.spot === spot).reduce((sum, w) => sum + w.back - w.stake, 0),
  };
}

function Roads({ s, game, nowMs }: { s: DuelState; game: Game; nowMs: number }) {
  const score = scoreAt(s, nowMs);
  return <RoadsPanel beads={score.beads} roads={score.roads} sides={game.sides} derived={game.derived} />;
}

/** Beside the table: the roads, who plays, the player's rounds, what pays what. */
function Rail({ r, s, game, sheet, nowMs }: { r: RoomState; s: DuelState; game: Game; sheet: Sheet; nowMs: number }) {
  const rows = sheet.spots.map((x) => ({ ...x, pays: tb.price(x.pays), title: tb.spot[x.spot] ?? x.spot, hint: tb.notes(x.spot, x.pays) }));
  return (
    <TabRail tabs={[
      ...(sheet.stats ? [{ id: "roads", word: tb.tabRoads, panel: () => <Roads s={s} game={game} nowMs={nowMs} /> }] : []),
      { id: "players", word: t.tabPlayers, panel: () => <Players r={r} board={s.board} /> },
      { id: "history", word: t.tabHistory, panel: () => <><HistoryList room={r.room} refresh={r.round} short /><a href={href.rounds(r.room)}>{t.allRounds}</a></> },
      { id: "rules", word: t.tabRules, panel: () => <><SpotTable rows={rows} currency={r.currency} />{!sheet.stats && <p class="fine">{tb.roadsOff}</p>}<a href={href.rules(r.room)}>{t.allRules}</a></> },
    ]} />
  );
}


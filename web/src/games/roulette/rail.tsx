import { useState } from "preact/hooks";
import { t } from "../../text/en";
import { count, money, plain } from "../../text/format";
import type { RoomState } from "../../state/room";
import { HistoryList } from "../../history/list";
import { PayTable } from "../../rules/paytable";
import { useApp, useNow } from "../../ui/hooks";
import { Pip, State } from "../../ui/parts";
import { href } from "../../ui/router";
import { colourOf } from "./layout";
import type { Sheet } from "./sheet";
import { heatOf, lastAt } from "./stage";

type Tab = "players" | "numbers" | "history" | "rules";
const tabs: [Tab, string][] = [["players", t.tabPlayers], ["numbers", t.tabNumbers], ["history", t.tabHistory], ["rules", t.tabRules]];

/** Beside the table: who plays, which numbers came, the player's rounds, what pays what. */
export function Rail({ r, sheet }: { r: RoomState; sheet: Sheet }) {
  const [tab, setTab] = useState<Tab>("players");
  return (
    <aside class="rail">
      <div class="tabs" role="tablist">
        {tabs.map(([id, word]) => (
          <button key={id} type="button" role="tab" id={`tab-${id}`} aria-controls="rail-panel" aria-selected={tab === id} onClick={() => setTab(id)}>{word}</button>
        ))}
      </div>
      <div class="panel" role="tabpanel" id="rail-panel" aria-labelledby={`tab-${tab}`}>
        {tab === "players" && <Players r={r} />}
        {tab === "numbers" && <Numbers r={r} />}
        {tab === "history" && <HistoryList room={r.room} refresh={r.round} short />}
        {tab === "rules" && <><PayTable sheet={sheet} currency={r.currency} short /><a href={href.rules(r.room)}>{t.allRules}</a></>}
      </div>
    </aside>
  );
}

/** A bot is marked by the page; a sign in front of its name would say it twice. */
function unmarked(name: string): string {
  return name.replace(/^[^\p{L}\p{N}]+/u, "") || name;
}

function Players({ r }: { r: RoomState }) {
  const me = useApp((s) => s.me?.player?.name ?? "");
  const { seats, staked, players } = r.table.board;
  const list = seats ?? [];
  return (
    <>
      <dl class="totals">
        <div><dt>{t.total}</dt><dd>{money(staked, r.currency)}</dd></div>
        <div><dt>{t.tabPlayers}</dt><dd>{count(players)}</dd></div>
        <div><dt>{t.watchers}</dt><dd>{count(r.watching)}</dd></div>
      </dl>
      {list.length === 0 ? <State kind="empty" title={t.noSeats} hint={t.noSeatsHint} /> : (
        <ol class="seats" aria-label={t.seats}>
          {list.map((s) => (
            <li key={s.name}>
              <span class="seat-name">{s.bot ? unmarked(s.name) : s.name}{s.bot && <em>{t.bot}</em>}{s.name === me && <em class="you">{t.you}</em>}</span>
              <span class="num">{plain(s.staked, r.currency)}</span>
            </li>
          ))}
          {players > list.length && <li class="dim">{t.moreSeats(players - list.length)}</li>}
        </ol>
      )}
    </>
  );
}

const windows = [20, 100, 500];

function Numbers({ r }: { r: RoomState }) {
  const nowMs = useNow(500);
  const [window, setWindow] = useState(100);
  const last = lastAt(r.table, nowMs);
  const heat = heatOf(last, window);
  const most = Math.max(1, ...heat.map((h) => h.hits));
  const seen = last.slice(0, window);
  const part = (f: (n: number) => boolean) => (seen.length ? Math.round((100 * seen.filter(f).length) / seen.length) : 0);
  const shares: [string, number, string][] = [
    ["red", part((n) => colourOf(n) === "red"), "red"], ["black", part((n) => colourOf(n) === "black"), "black"], ["zero", part((n) => n === 0), "green"],
  ];
  return (
    <>
      <div class="segments small" role="group" aria-label={t.lastNumbers}>
        {windows.map((w) => <button key={w} type="button" aria-pressed={window === w} onClick={() => setWindow(w)}>{w}</button>)}
      </div>
      <div class="shares" aria-label={t.shares}>
        {shares.map(([id, percent, look]) => (
          <span key={id} class={look} style={{ flexGrow: Math.max(percent, 4) }}>{t.share[id]} {percent}%</span>
        ))}
      </div>
      <ol class="heatmap">
        {heat.map((h) => (
          <li key={h.number}>
            <Pip n={h.number} />
            <span class="bar"><span style={{ transform: `scaleX(${h.hits / most})` }} /></span>
            <span class="num">{count(h.hits)}</span>
          </li>
        ))}
      </ol>
      <p class="fine">{t.ofLast(seen.length)}. {t.memoryless}</p>
    </>
  );
}

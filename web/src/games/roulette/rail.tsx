import { useState } from "preact/hooks";
import { t } from "../../text/en";
import { count, money, plain } from "../../text/format";
import type { RoomState } from "../../state/room";
import { HistoryList } from "../../history/list";
import { PayTable } from "../../rules/paytable";
import { useApp } from "../../ui/hooks";
import { State } from "../../ui/parts";
import { href } from "../../ui/router";
import { Numbers } from "./numbers";
import type { Sheet } from "./sheet";

type Tab = "players" | "numbers" | "history" | "rules";
const tabs: [Tab, string][] = [["players", t.tabPlayers], ["numbers", t.tabNumbers], ["history", t.tabHistory], ["rules", t.tabRules]];

/** Beside the table: who plays, which numbers came, the player's rounds, what pays what. */
export function Rail({ r, sheet }: { r: RoomState; sheet: Sheet }) {
  const [tab, setTab] = useState<Tab>("players");
  const offered = tabs.filter(([id]) => id !== "numbers" || sheet.stats);
  const walk = (e: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!step) return;
    e.preventDefault();
    e.stopPropagation();
    const next = offered.at((offered.findIndex(([id]) => id === tab) + step) % offered.length)![0];
    setTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <aside class="rail" aria-label={t.tableMenu}>
      <div class="tabs" role="tablist" aria-label={t.tableMenu} onKeyDown={walk}>
        {offered.map(([id, word]) => (
          <button
            key={id} type="button" role="tab" id={`tab-${id}`} aria-controls="rail-panel" aria-selected={tab === id} tabIndex={tab === id ? 0 : -1}
            onClick={() => setTab(id)}
          >{word}</button>
        ))}
      </div>
      <div class="panel" role="tabpanel" id="rail-panel" tabIndex={0} aria-labelledby={`tab-${tab}`}>
        {tab === "players" && <Players r={r} />}
        {tab === "numbers" && <Numbers r={r} sheet={sheet} />}
        {tab === "history" && <><HistoryList room={r.room} refresh={r.round} short /><a href={href.rounds(r.room)}>{t.allRounds}</a></>}
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

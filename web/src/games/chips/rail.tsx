import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../../text/en";
import { count, money, plain } from "../../text/format";
import type { RoomState } from "../../state/room";
import { useApp } from "../../ui/hooks";
import { State } from "../../ui/parts";

export interface Tab { id: string; word: string; panel(): ComponentChildren }

/** Beside the table: panels under tabs, the first one open. */
export function TabRail({ tabs }: { tabs: Tab[] }) {
  const [chosen, setTab] = useState(tabs[0]!.id);
  const tab = tabs.find((x) => x.id === chosen) ?? tabs[0]!;
  const walk = (e: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!step) return;
    e.preventDefault();
    e.stopPropagation();
    const next = tabs.at((tabs.indexOf(tab) + step) % tabs.length)!.id;
    setTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <aside class="rail" aria-label={t.tableMenu}>
      <div class="tabs" role="tablist" aria-label={t.tableMenu} onKeyDown={walk}>
        {tabs.map(({ id, word }) => (
          <button
            key={id} type="button" role="tab" id={`tab-${id}`} aria-controls="rail-panel" aria-selected={tab.id === id} tabIndex={tab.id === id ? 0 : -1}
            onClick={() => setTab(id)}
          >{word}</button>
        ))}
      </div>
      <div class="panel" role="tabpanel" id="rail-panel" tabIndex={0} aria-labelledby={`tab-${tab.id}`}>{tab.panel()}</div>
    </aside>
  );
}

/** A bot is marked by the page; a sign in front of its name would say it twice. */
export function unmarked(name: string): string {
  return name.replace(/^[^\p{L}\p{N}]+/u, "") || name;
}

/** Who has bet in this round. */
export interface Board { seats: { name: string; staked: number; bot: boolean }[] | null; staked: number; players: number }

export function Players({ r, board }: { r: RoomState; board: Board }) {
  const me = useApp((s) => s.me?.player?.name ?? "");
  const { seats, staked, players } = board;
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

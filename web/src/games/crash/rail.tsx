import { useState } from "preact/hooks";
import { t } from "../../text/en";
import { tc, times } from "../../text/crash";
import { count, money, plain } from "../../text/format";
import type { RoomState } from "../../state/room";
import { HistoryList } from "../../history/list";
import { useApp } from "../../ui/hooks";
import { State } from "../../ui/parts";
import { href } from "../../ui/router";
import type { Sheet } from "./bodies";
import { Fair } from "./fair";
import type { CrashState } from "./fold";
import { Odds } from "./odds";
import { plainName } from "./plotview";

type Tab = "players" | "history" | "fair" | "rules";
const tabs: [Tab, string][] = [["players", tc.tabPlayers], ["history", tc.tabRounds], ["fair", tc.tabFair], ["rules", tc.tabRules]];

/** Beside the curve: who plays and who is out, the player's rounds, the proof, the odds. */
export function Rail({ r, s, sheet }: { r: RoomState; s: CrashState; sheet: Sheet }) {
  const [tab, setTab] = useState<Tab>("players");
  const walk = (e: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!step) return;
    e.preventDefault();
    e.stopPropagation();
    const next = tabs.at((tabs.findIndex(([id]) => id === tab) + step) % tabs.length)![0];
    setTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <aside class="rail" aria-label={t.tableMenu}>
      <div class="tabs" role="tablist" aria-label={t.tableMenu} onKeyDown={walk}>
        {tabs.map(([id, word]) => (
          <button
            key={id} type="button" role="tab" id={`tab-${id}`} aria-controls="rail-panel" aria-selected={tab === id} tabIndex={tab === id ? 0 : -1}
            onClick={() => setTab(id)}
          >{word}</button>
        ))}
      </div>
      <div class="panel" role="tabpanel" id="rail-panel" tabIndex={0} aria-labelledby={`tab-${tab}`}>
        {tab === "players" && <Players r={r} s={s} />}
        {tab === "history" && <><HistoryList room={r.room} refresh={s.phase === "settled" ? s.round : 0} short /><a href={href.rounds(r.room)}>{t.allRounds}</a></>}
        {tab === "fair" && <Fair r={r} sheet={sheet} />}
        {tab === "rules" && <><Odds sheet={sheet} currency={r.currency} short /><a href={href.rules(r.room)}>{t.allRules}</a></>}
      </div>
    </aside>
  );
}

function Who({ name, bot, me }: { name: string; bot: boolean; me: string }) {
  return <span class="seat-name"><span class="who-name">{plainName({ name, bot })}</span>{bot && <em>{t.bot}</em>}{name === me && <em class="you">{t.you}</em>}</span>;
}

function Players({ r, s }: { r: RoomState; s: CrashState }) {
  const me = useApp((a) => a.me?.player?.name ?? "");
  const { seats, outs, left, bets, players, staked, returned } = s.board;
  const list = seats ?? [];
  return (
    <>
      <dl class="totals">
        <div><dt>{tc.total}</dt><dd>{money(staked, r.currency)}</dd></div>
        <div><dt>{tc.returned}</dt><dd>{money(returned, r.currency)}</dd></div>
        <div><dt>{t.tabPlayers}</dt><dd>{count(players)}</dd></div>
      </dl>
      {bets > 0 && <div class="out-bar" aria-hidden="true"><span style={{ transform: `scaleX(${left / bets})` }} /></div>}
      {bets > 0 && <p class="fine">{tc.leftOf(left, bets)}</p>}
      {(outs ?? []).length > 0 && (
        <>
          <h2 class="list-head">{tc.outs}</h2>
          <ol class="seats outs" data-testid="outs">
            {outs!.map((o, i) => (
              <li key={`${o.name}:${o.times}:${outs!.length - i}`}><Who name={o.name} bot={o.bot} me={me} /><span class="out-at">{times(o.times)}</span><span class="num won">{plain(o.back, r.currency)}</span></li>
            ))}
          </ol>
        </>
      )}
      {list.length === 0 ? <State kind="empty" title={t.noSeats} hint={t.noSeatsHint} /> : (
        <>
          <h2 class="list-head">{tc.seats}</h2>
          <ol class="seats">
            {list.map((seat) => <li key={seat.name}><Who name={seat.name} bot={seat.bot} me={me} /><span class="num">{plain(seat.staked, r.currency)}{seat.returned > 0 && <span class="won"> → {plain(seat.returned, r.currency)}</span>}</span></li>)}
            {players > list.length && <li class="dim">{t.moreSeats(players - list.length)}</li>}
          </ol>
        </>
      )}
    </>
  );
}

import { useEffect, useState } from "preact/hooks";
import { t } from "../text/en";
import type { Card } from "../wire/types";
import { Button, Failed, Skeleton, State } from "../ui/parts";
import { useApp, useClient, useLoaded } from "../ui/hooks";
import { machineShelf } from "../games/slots/door";
import { Lazily } from "../ui/lazily";
import { LobbyCard, extraOf } from "./card";

type Filter = "all" | "open" | "low";
const filters: [Filter, string][] = [["all", t.filterAll], ["open", t.filterOpen], ["low", t.filterLow]];
const families: [string, string][] = [["roulette", t.familyNames.roulette], ["blackjack", t.familyNames.blackjack], ["baccarat", t.familyNames.baccarat], ["dragon-tiger", t.familyNames["dragon-tiger"]], ["crash", t.familyNames.crash]];
const lowMinor = 100;
const favouritesKey = "croupier.favourites";

export function Lobby() {
  const client = useClient();
  useEffect(() => client.watchLobby(), [client]);
  const live = useApp((s) => s.cards);
  const first = useLoaded(() => client.http.rooms(), []);
  const [filter, setFilter] = useState<Filter>("all");
  const [family, setFamily] = useState(""); // the first word of a game's name; empty: all
  const [search, setSearch] = useState("");
  const [favourites, setFavourites] = useState(readFavourites);
  const cards = live ?? first.value?.rooms ?? (first.value ? [] : null);
  const here = families.filter(([id]) => cards?.some((c) => ofFamily(c, id)));
  const shown = cards && order(cards.filter((c) => ofFamily(c, family) && fits(c, filter, search)), favourites);
  const toggle = (room: number) => {
    const next = favourites.includes(room) ? favourites.filter((r) => r !== room) : [...favourites, room];
    setFavourites(next);
    localStorage.setItem(favouritesKey, JSON.stringify(next));
  };
  return (
    <main id="main" tabIndex={-1} class="lobby">
      <header class="lobby-head">
        <div>
          <h1>{t.lobbyTitle}</h1>
          <p>{t.lobbyLead}</p>
        </div>
        <div class="lobby-tools">
          <div class="segments" role="group" aria-label={t.filters}>
            {filters.map(([id, word]) => (
              <button key={id} type="button" aria-pressed={filter === id} onClick={() => setFilter(id)}>{word}</button>
            ))}
          </div>
          {here.length > 1 && (
            <div class="segments games" role="group" aria-label={t.gamesFilter}>
              {[["", t.familyAll] as [string, string], ...here].map(([id, word]) => (
                <button key={id} type="button" aria-pressed={family === id} data-testid={`games-${id || "all"}`} onClick={() => setFamily(id)}>{word}</button>
              ))}
            </div>
          )}
          <input type="search" placeholder={t.search} aria-label={t.search} value={search} onInput={(e) => setSearch(e.currentTarget.value)} />
        </div>
      </header>
      {!shown && (first.error ? <Failed code={first.error} again={first.reload} /> : <Skeleton rows={2} tall />)}
      {cards?.length === 0 && <State kind="empty" title={t.noTables} hint={t.noTablesHint} />}
      {cards && cards.length > 0 && shown?.length === 0 && (
        <State kind="empty" title={t.noMatch} hint={t.noMatchHint}>
          <Button onClick={() => { setFilter("all"); setFamily(""); setSearch(""); }}>{t.showAll}</Button>
        </State>
      )}
      <div class="cards">
        {shown?.map((c) => <LobbyCard key={c.room} card={c} favourite={favourites.includes(c.room)} onFavourite={() => toggle(c.room)} />)}
      </div>
      <Lazily load={machineShelf} of="Shelf" quiet />
    </main>
  );
}

function ofFamily(c: Card, family: string): boolean {
  return c.game === family || !family || c.game.startsWith(`${family}-`);
}

/** The search looks at a table's name and at its game's. */
function fits(c: Card, filter: Filter, search: string): boolean {
  if (search && !`${c.name} ${t.gameNames[c.game] ?? c.game}`.toLowerCase().includes(search.trim().toLowerCase())) return false;
  if (filter === "open") return c.phase === "open" && !c.paused;
  if (filter === "low") return (extraOf(c).minMinor ?? 0) <= lowMinor;
  return true;
}

function order(cards: Card[], favourites: number[]): Card[] {
  const rank = (c: Card) => (favourites.includes(c.room) ? 0 : 1);
  return [...cards].sort((a, b) => rank(a) - rank(b) || a.room - b.room);
}

function readFavourites(): number[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(favouritesKey) ?? "[]");
    return Array.isArray(read) ? read.filter((r): r is number => typeof r === "number") : [];
  } catch {
    return [];
  }
}

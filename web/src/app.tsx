import { useEffect, useRef } from "preact/hooks";
import { t } from "./text/en";
import { AccountBar } from "./account/account";
import { isSession, machinePages, machineRecord, roomOfRound } from "./games/slots/door";
import { Replay } from "./games/roulette/replayview";
import { TablePage } from "./games/table";
import { History } from "./history/list";
import { Round } from "./history/round";
import { Rounds } from "./history/rounds";
import { Lobby } from "./lobby/lobby";
import { Operator } from "./operator/operator";
import { Verify } from "./proof/page";
import { Rules } from "./rules/rules";
import { ConnBanner, ConnLight } from "./ui/conn";
import { useApp } from "./ui/hooks";
import { Lazily } from "./ui/lazily";
import { RoomToggle } from "./ui/theme";
import { href, usePlace, type Place } from "./ui/router";

export function App() {
  const place = usePlace();
  usePageTurn(place);
  return (
    <div class="app">
      <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); document.getElementById("main")?.focus(); }}>{t.skip}</a>
      {place.page !== "table" && place.page !== "machine" && <Head place={place} />}
      <Page place={place} />
      <ConnBanner />
    </div>
  );
}

/** A new page: its name in the window's title, and the focus at its beginning. */
function usePageTurn(place: Place): void {
  const first = useRef(true);
  useEffect(() => {
    const names: Record<Place["page"], string> = {
      machine: t.machine, table: t.tableMenu, rules: t.rules, history: t.history, round: t.proof, rounds: t.tabHistory, replay: t.replay, verify: t.verify, operator: t.operator, lobby: t.lobby,
    };
    document.title = t.pageTitle(names[place.page]);
    if (first.current) { first.current = false; return; }
    window.scrollTo(0, 0);
    document.getElementById("main")?.focus({ preventScroll: true });
  }, [JSON.stringify(place)]);
}

function Page({ place }: { place: Place }) {
  switch (place.page) {
    case "machine": return <Lazily load={machinePages} of="MachinePage" key={place.game} game={place.game} />;
    case "table": return isSession(place.room) ? <Lazily load={machinePages} of="SessionTable" key={place.room} room={place.room} /> : <TablePage key={place.room} room={place.room} />;
    case "rules": return <Rules key={place.room} room={place.room} />;
    case "history": return <History />;
    case "round": return isSession(roomOfRound(place.round)) ? <Lazily load={machineRecord} of="SpinRecord" key={place.round} round={place.round} /> : <Round key={place.round} round={place.round} />;
    case "rounds": return isSession(place.room) ? <History /> : <Rounds key={place.room} room={place.room} />;
    case "replay": return isSession(roomOfRound(place.round)) ? <Lazily load={machineRecord} of="SpinReplay" key={place.round} round={place.round} /> : <Replay key={place.round} round={place.round} />;
    case "verify": return <Verify />;
    case "operator": return <Operator />;
    case "lobby": return <Lobby />;
  }
}

function Head({ place }: { place: Place }) {
  const role = useApp((s) => s.me?.player?.role);
  const link = (page: string, to: string, word: string) => <a href={to} aria-current={place.page === page ? "page" : undefined}>{word}</a>;
  return (
    <header class="head">
      <a class="brand" href={href.lobby}>{t.name}</a>
      <span class="tag play">{t.playMoney}</span>
      <nav aria-label={t.mainNav}>
        {link("lobby", href.lobby, t.lobby)}
        {link("history", href.history, t.history)}
        {link("verify", href.verify, t.verify)}
        {role === "operator" && link("operator", href.operator, t.operator)}
      </nav>
      <span class="spring" />
      <ConnLight />
      <RoomToggle />
      <AccountBar />
    </header>
  );
}

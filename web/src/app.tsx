import { t } from "./text/en";
import { AccountBar } from "./account/account";
import { RouletteTable } from "./games/roulette/table";
import { History } from "./history/list";
import { Round } from "./history/round";
import { Lobby } from "./lobby/lobby";
import { Operator } from "./operator/operator";
import { Rules } from "./rules/rules";
import { ConnBanner, ConnLight } from "./ui/conn";
import { useApp } from "./ui/hooks";
import { href, usePlace, type Place } from "./ui/router";

export function App() {
  const place = usePlace();
  return (
    <div class="app">
      {place.page !== "table" && <Head place={place} />}
      <Page place={place} />
      <ConnBanner />
    </div>
  );
}

function Page({ place }: { place: Place }) {
  switch (place.page) {
    case "table": return <RouletteTable key={place.room} room={place.room} />;
    case "rules": return <Rules room={place.room} />;
    case "history": return <History />;
    case "round": return <Round round={place.round} />;
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
      <nav>
        {link("lobby", href.lobby, t.lobby)}
        {link("history", href.history, t.history)}
        {role === "operator" && link("operator", href.operator, t.operator)}
      </nav>
      <span class="spring" />
      <ConnLight />
      <AccountBar />
    </header>
  );
}

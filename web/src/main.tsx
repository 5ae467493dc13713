import { render } from "preact";
import "./ui/fonts.css";
import "./ui/tokens.css";
import "./ui/ui.css";
import "./lobby/lobby.css";
import "./games/chips/chips.css";
import "./games/roulette/table.css";
import "./games/roulette/felt.css";
import "./games/roulette/wheel.css";
import "./games/roulette/track.css";
import { App } from "./app";
import { startRoom } from "./ui/theme";
import { browserClient } from "./net/browser";
import { ClientContext } from "./ui/hooks";

declare global {
  interface Window {
    /** For tests of a bad line: cut() breaks the connection as a network would. */
    __croupier?: { cut(): void };
  }
}

startRoom();
const client = browserClient();
window.__croupier = { cut: () => client.cut() };
void client.start(); // the first question is on its way while the page is drawn
render(<ClientContext.Provider value={client}><App /></ClientContext.Provider>, document.getElementById("app")!);

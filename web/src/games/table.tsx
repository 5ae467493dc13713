import { useEffect } from "preact/hooks";
import { useApp, useClient } from "../ui/hooks";
import { Lazily } from "../ui/lazily";
import { blackjackTable, isBlackjack } from "./blackjack/door";
import { baccaratGame, baccaratTable } from "./baccarat/door";
import { crashGame, crashTable } from "./crash/door";
import { dragonTigerGame, dragonTigerTable } from "./dragontiger/door";
import { RouletteTable } from "./roulette/table";

/** A table by its room: which game it is, the lobby's card says, or else the room itself. */
export function TablePage({ room }: { room: number }) {
  const client = useClient();
  useEffect(() => client.join(room), [client, room]);
  const game = useApp((s) => s.rooms[room]?.game || s.cards?.find((c) => c.room === room)?.game);
  if (game === crashGame) return <Lazily load={crashTable} of="CrashTable" room={room} />;
  if (isBlackjack(game)) return <Lazily load={blackjackTable} of="BlackjackTable" room={room} />;
  if (game === baccaratGame) return <Lazily load={baccaratTable} of="BaccaratTable" room={room} />;
  if (game === dragonTigerGame) return <Lazily load={dragonTigerTable} of="DragonTigerTable" room={room} />;
  return <RouletteTable room={room} />;
}

import { useEffect } from "preact/hooks";
import { useApp, useClient } from "../ui/hooks";
import { Lazily } from "../ui/lazily";
import { crashGame, crashTable } from "./crash/door";
import { RouletteTable } from "./roulette/table";

/** A table by its room: which game it is, the lobby's card says, or else the room itself. */
export function TablePage({ room }: { room: number }) {
  const client = useClient();
  useEffect(() => client.join(room), [client, room]);
  const game = useApp((s) => s.rooms[room]?.game || s.cards?.find((c) => c.room === room)?.game);
  if (game === crashGame) return <Lazily load={crashTable} of="CrashTable" room={room} />;
  return <RouletteTable room={room} />;
}

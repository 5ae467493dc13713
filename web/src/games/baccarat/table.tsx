import { DuelTable } from "../duel/table";
import { baccarat } from "./game";

export function BaccaratTable({ room }: { room: number }) {
  return <DuelTable room={room} game={baccarat} />;
}

import { DuelTable } from "../duel/table";
import { dragonTiger } from "./game";

export function DragonTigerTable({ room }: { room: number }) {
  return <DuelTable room={room} game={dragonTiger} />;
}

import type { RoomState } from "../../state/room";
import { useStakes, type Play } from "../chips/play";
import type { Stage } from "./stage";

/** The player's hand at a roulette table. */
export function usePlay(r: RoomState, stage: Stage): Play {
  return useStakes(r, r.own, stage === "betting");
}

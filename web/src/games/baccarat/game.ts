import { tb } from "../../text/baccarat";
import { fieldRow, type Game } from "../duel/game";
import type { Dealt } from "../duel/fold";
import type { Field } from "../chips/fields";
import { fateOf, fold, totalOf, type Result } from "./bodies";

const words = { title: (spot: string) => tb.spot[spot] ?? spot, pays: tb.price };
const pairs = ["player-pair", "either-pair", "perfect-pair", "banker-pair"];
const others = ["small", "dragon-7", "super-6", "panda-8", "big"];

export const baccarat: Game = {
  sides: ["player", "banker"],
  totalOf: (codes) => (codes.length ? String(totalOf(codes)) : ""),
  named: (hand: Dealt) => {
    const r = hand as Result;
    return [
      ...(r.natural ? [tb.natural] : []), ...(tb.feat[r.feat] ? [tb.feat[r.feat]!] : []),
      ...(r.playerPair === "none" ? [] : [tb.pair("player", r.playerPair === "perfect")]),
      ...(r.bankerPair === "none" ? [] : [tb.pair("banker", r.bankerPair === "perfect")]),
    ];
  },
  points: (hand) => Math.max((hand as Result).playerTotal, (hand as Result).bankerTotal),
  fate: (spot, hand, sheet) => fateOf(spot, hand as Result, sheet.variant),
  rows: (sheet, upright) => {
    const row = (names: string[]) => fieldRow(sheet, names.map((n) => [n, 1]), words);
    const side = [...row(pairs), ...row(others)];
    const rows: Field[][] = upright ? split(side, 3) : side.length > 6 ? [row(pairs), row(others)] : [side];
    return [...rows.filter((r) => r.length > 0), fieldRow(sheet, [["player", 5], ["tie", 3], ["banker", 5]], words)];
  },
  derived: true,
  stateOf: fold.stateOf,
};

/** As even rows as there are, none longer than most. */
function split<T>(all: T[], most: number): T[][] {
  const rows = Math.ceil(all.length / most);
  return Array.from({ length: rows }, (_, i) => all.slice(Math.round((i * all.length) / rows), Math.round(((i + 1) * all.length) / rows)));
}

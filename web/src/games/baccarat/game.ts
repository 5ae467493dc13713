import { tb } from "../../text/baccarat";
import { fieldRow, type Game } from "../duel/game";
import type { Dealt } from "../duel/fold";
import type { Field } from "../chips/fields";
import type { Sheet } from "../duel/sheet";
import { fateOf, fold, totalOf, type Result } from "./bodies";

const words = { title: (spot: string) => tb.spot[spot] ?? spot, pays: tb.price, hint: tb.notes };
const pairs = ["player-pair", "either-pair", "perfect-pair", "banker-pair"];
const others = ["small", "dragon-7", "super-6", "panda-8", "big"];

export const baccarat: Game = {
  sides: ["player", "banker"],
  totalOf: (codes) => (codes.length ? String(totalOf(codes)) : ""),
  named: (hand: Dealt, sheet) => {
    const r = hand as Result;
    return [
      ...(r.natural ? [tb.natural] : []), ...featOf(r.feat, sheet),
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

/** A way of winning by its name, where this table has a bet on it or prices the banker by it. */
function featOf(feat: string, sheet: Sheet): string[] {
  const offered = (spot: string) => sheet.spots.some((s) => s.spot === spot);
  switch (feat) {
    case "six": return offered("super-6") ? [tb.feat["six"]!] : sheet.variant === "noCommission" ? [tb.halfOnSix] : [];
    case "dragon": return offered("dragon-7") || sheet.variant === "ez" ? [tb.feat["dragon"]!] : [];
    case "panda": return offered("panda-8") ? [tb.feat["panda"]!] : [];
    default: return [];
  }
}

/** As even rows as there are, none longer than most. */
function split<T>(all: T[], most: number): T[][] {
  const rows = Math.ceil(all.length / most);
  return Array.from({ length: rows }, (_, i) => all.slice(Math.round((i * all.length) / rows), Math.round(((i + 1) * all.length) / rows)));
}

import { tb } from "../../text/baccarat";
import { indexOf } from "../cards/card";
import { fieldRow, type Game } from "../duel/game";
import { fateOf, fold, type Result } from "./bodies";

const words = { title: (spot: string) => tb.spot[spot] ?? spot, pays: tb.price, hint: tb.notes };

export const dragonTiger: Game = {
  sides: ["dragon", "tiger"],
  totalOf: (codes) => codes.map(indexOf).join(""),
  named: (hand) => ((hand as Result).suited ? [tb.suitedTie] : []),
  points: () => undefined,
  fate: (spot, hand, sheet) => fateOf(spot, hand as Result, sheet.tieLoses),
  rows: (sheet, upright) => {
    const row = (names: [string, number][]) => fieldRow(sheet, names, words);
    const ties: [string, number][] = [["tie", 3], ["suited-tie", 3]];
    const rows = upright
      ? [row([["dragon-small", 1], ["dragon-big", 1], ["tiger-small", 1], ["tiger-big", 1]]), row(ties), row([["dragon", 1], ["tiger", 1]])]
      : [row([["dragon-small", 2], ["dragon-big", 2], ["suited-tie", 2], ["tiger-small", 2], ["tiger-big", 2]]), row([["dragon", 5], ["tie", 3], ["tiger", 5]])];
    return rows.filter((r) => r.length > 0);
  },
  derived: false,
  stateOf: fold.stateOf,
};

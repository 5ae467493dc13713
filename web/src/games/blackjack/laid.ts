// What lies on a blackjack table, as the pages keep it.
import type { Board, Kept, Result, Shoe, Turn, Went } from "./bodies";
import { freshOwn, type OwnState } from "./own";

/** A card on the table; n is its place among the cards that came while the page looked on, −1: it lay there. */
export interface Laid { code: string; n: number }
/** Cards that came together: how many, and when. */
export interface Came { atMs: number; count: number }

export interface HandLaid {
  cards: Laid[];
  doubled: boolean;
  split: boolean;
  /** What was done with it last, and by whom; "" where nothing was. */
  did: string;
  bySystem: boolean;
}

export interface SeatLaid {
  seat: number;
  name: string; // "" where only the board knows it
  bot: boolean;
  absent: boolean;
  insured: boolean;
  even: boolean;
  answered: boolean; // to the question of insurance
  behind: number;
  hands: HandLaid[];
}

export interface BlackjackState {
  phase: string;
  round: number;
  closesAtMs: number;
  opensAtMs: number;
  landsAtMs: number;
  shoe: Shoe | null;
  shoeFrom: number; // how much of it had been dealt when the round began; −1: the page came later
  faceDown: boolean; // whether the dealer's second card lies face down from the deal on, as far as a deal was seen
  newShoe: boolean; // shuffled in this round
  kept: Kept[]; // the seats that wait for whom they were in the round before, while bets are taken; a void keeps them
  board: Board;
  seats: SeatLaid[];
  dealer: Laid[];
  holeN: number; // the place of the card that lies face down; −1: it lay there
  came: Came[];
  lookedMs: number; // when the dealer looked at the card that lies face down; 0: not yet
  dealerKnown: number; // how many of the dealer's cards lay open before the last ones came
  turn: Turn | null;
  result: Result | null;
  went: Went | null; // the last of this round, where all play one hand
  voided: string;
  own: OwnState;
}

export const emptyBoard: Board = { spots: [], seats: [], staked: 0, players: 0 };

export function freshBlackjack(): BlackjackState {
  return {
    phase: "none", round: 0, closesAtMs: 0, opensAtMs: 0, landsAtMs: 0, shoe: null, shoeFrom: 0, faceDown: true, newShoe: false, kept: [], board: emptyBoard,
    seats: [], dealer: [], holeN: -1, came: [], lookedMs: 0, dealerKnown: 1, turn: null, result: null, went: null, voided: "", own: freshOwn(),
  };
}

export function hand(cards: Laid[]): HandLaid {
  return { cards, doubled: false, split: false, did: "", bySystem: false };
}

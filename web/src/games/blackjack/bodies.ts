// The bodies of blackjack on the wire, by the codec's names: at seats, and with one
// hand for all.
import type { Blackjack, BlackjackUnlimited } from "../../wire/wire.gen";

export type Chip = Blackjack["bet"]["spots"][number];
export type Placed = Blackjack["placed"];
export type TakenBack = Blackjack["takenBack"];
export type Unbacked = Blackjack["unbacked"];
export type Staked = Blackjack["staked"];
export type Unfollowed = Blackjack["unfollowed"];
export type Paid = Blackjack["paid"];
export type Line = Paid["lines"][number];
export type Turn = Blackjack["turn"];
export type Dealt = Blackjack["dealt"];
export type Acted = Blackjack["acted"];
export type Drawn = Blackjack["drawn"];
export type Looked = Blackjack["looked"];
export type Result = Blackjack["result"];
export type Shuffled = Blackjack["shuffled"];
export type Shoe = Shuffled["shoe"];
export type Closed = Blackjack["closed"];
export type View = Blackjack["view"];
export type Kept = View["kept"][number];
export type Board = Blackjack["board"];
export type OwnView = Blackjack["own"];
export type CommonView = BlackjackUnlimited["view"];
export type CommonOwn = BlackjackUnlimited["own"];
export type Part = CommonOwn["hands"][number];
export type Chosen = BlackjackUnlimited["chosen"];
export type Went = BlackjackUnlimited["went"];

/** What may be done with a hand, and answered where the dealer shows an ace. */
export type Act = "hit" | "stand" | "double" | "split" | "surrender" | "insure" | "even" | "no";

// The words of the records of card rounds and of their proof, in English; loaded with them.
import { tb as tduel } from "./baccarat";
import { tb as tjack } from "./blackjack";
import { tcards } from "./cards";
import { count, roundNumber } from "./format";

const cards = (n: number) => `${count(n)} ${n === 1 ? "card" : "cards"}`;

export const trec = {
  lead: "Every card of this round was fixed when its shoe was shuffled, after the bets of that round had closed. The shoe's seed was sealed before; this browser has shuffled the shoe again.",
  leadSealed: "Every card of this round was fixed when its shoe was shuffled. The shoe is still in use, so its seed stays sealed; this page can compare the cards once the shoe has ended.",
  leadVoid: "This round is void: every stake went back.",
  leadLater: "The round is still being played.",
  // the hands
  hands: "The hands",
  dealer: "Dealer",
  spot: (spot: string, common: boolean) => (/^(seat|pairs|threes|behind|insurance):/.test(spot) ? tjack.line(spot, common) : tduel.spot[spot] ?? spot),
  handName: (seat: number, hand: number, of: number, common: boolean) => (common ? tjack.commonHand(hand) : tjack.handOf(seat, hand, of)),
  total: (total: number, soft: boolean) => `${soft ? "soft " : ""}${total}`,
  why: (why: string) => tjack.why[why] ?? why,
  did: (act: string) => tjack.did[act] ?? act,
  by: { player: "by the player", system: "by the table", many: "" } as Record<string, string>,
  many: (chose: { do: string; players: number }[], system: number) =>
    `${chose.map((c) => `${tjack.did[c.do] ?? c.do} ${count(c.players)}`).join(", ")}${system ? `; ${tjack.ofTheTable(system)}` : ""}`,
  notPlayed: "Nobody had a bet: no card was dealt.",
  side: tduel.side,
  duel: (winner: string, points: number | undefined) => tduel.wins(winner, points),
  named: (f: Record<string, unknown>): string[] => [
    ...(f["natural"] ? [tduel.natural] : []), ...(f["feat"] ? [tduel.feat[String(f["feat"])]!] : []), ...(f["suited"] ? [tduel.suitedTie] : []),
    ...(["player", "banker"] as const).flatMap((s) => (["pair", "perfect"].includes(String(f[`${s}Pair`])) ? [tduel.pair(s, f[`${s}Pair`] === "perfect")] : [])),
  ],
  // recall
  recall: "Play the hand again",
  play: "Play again", stop: "Stop", back: "One step back", on: "One step on",
  step: (n: number, of: number) => `Step ${n} of ${of}`,
  steps: {
    start: "Bets are closed", dealt: "The first cards", looked: "The dealer has a blackjack", result: "The dealer's hand, and the end",
    card: (to: string, card: string) => `${tduel.side[to] ?? to}: ${tcards.name(card)}`,
    drawn: "The cards of it",
  },
  // own lines
  lines: "Your bets",
  noLines: "You had no bet in this round.",
  colSpot: "Bet", colStake: "Stake", colBack: "Back", colWhy: "End",
  handN: (n: number, common: boolean) => (common ? tjack.commonHand(n) : `Hand ${n + 1}`),
  ends: { won: "Win", push: "Push", lost: "Lost" } as Record<string, string>,
  sum: "Together",
  followed: { unfollowed: "Could not follow: the first stake stays as it was", unbacked: "Nobody played the seat: the stake came back" } as Record<string, string>,
  // the shoe
  shoe: "The shoe",
  shoeOf: (round: number) => `was shuffled in round ${count(roundNumber(round))}`,
  places: (from: number, n: number, of: number) => (n === 0 ? `No card was dealt from it.` : `This round took ${n === 1 ? `card ${from + 1}` : `cards ${from + 1} to ${from + n}`} of ${of}.`),
  cut: (at: number) => `The cut card lay before card ${at + 1}.`,
  burned: (n: number, top: string) => `${cards(n)} burned${top ? `, the first one shown: ${tcards.name(top)}` : ", unseen"}.`,
  order: "All cards of the shoe, in the order of the shuffle",
  mark: "this round's",
  shoeCommitment: "Commitment of the shoe's round", shoeSeed: "The shoe's seed, told when it ended", ownCommitment: "Commitment of this round", ownSeed: "Seed of this round",
  ownUnused: "This round shuffled no shoe, so its own seed gave no card.",
  // checks
  ids: "Room, round and events belong together",
  own: "This round's own seed matches its commitment",
  sealed: "The shoe's seed matches the commitment that was published before it was shuffled",
  sealedLater: "The shoe is still in use: its seed is told, and this line checked, when it has ended",
  cards: (n: number) => `The shoe, shuffled again, has ${n === 1 ? "this card" : `all ${count(n)} cards`} at ${n === 1 ? "its place" : "their places"}`,
  before: "The shoe before, shown whole when it ended, is the shuffle of its seed",
  rules: "By the rules the cards mean what the round says",
  paid: (m: string) => `Your bets and the cards give ${m} back, as you were paid`,
  paidFalse: (told: string, due: string) => `You were paid ${told}; your bets and the cards give ${due}`,
  failed: "does not match",
  reportTrue: "This record holds: its cards come from the sealed shoe.",
  reportPart: "This record holds as far as it can be checked while its shoe is in use.",
  reportVoid: "This record holds: the round was void.",
  reportFalse: "Something does not fit. Do not trust this record.",
  how: [
    "The shoe's round published a commitment before its bets: SHA-256 of “croupier.seal.v1”, room, round, rules version and seed.",
    "Its packs lie in order, clubs, diamonds, hearts, spades, each from ace to king. From the last card down to the second, each changes places with the card that the next draw of stream 1 names.",
    "The round's cards must lie in that order from where the last round left off. Baccarat burns as many cards as its first one counts, dragon tiger one.",
  ],
};

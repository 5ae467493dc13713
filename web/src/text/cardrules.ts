// The rules of the card tables, in English; loaded with their pages. Amounts and
// times come in as words.
import { tb as tduel } from "./baccarat";
import { tb as tjack } from "./blackjack";
import { count } from "./format";

const packs = (n: number) => `${n} ${n === 1 ? "pack" : "packs"}`;
const hole: Record<string, string> = {
  peek: "The dealer's second card lies face down from the deal on. Below an ace or a ten the dealer looks at it before anybody plays; a blackjack ends the round there.",
  "none-all": "The dealer takes no second card before all have played. A blackjack then takes every stake, doubles and splits as well.",
  "none-original": "The dealer takes no second card before all have played. A blackjack then takes the first stake only: doubles and splits come back.",
};

export type Lines = [head: string, line: string][];

export const trule = {
  title: (name: string) => `Rules of ${name}`,
  lead: {
    blackjack: "Come nearer to 21 than the dealer without going over it. Aces count 1 or 11, pictures 10. An ace and a ten as the first two cards are a blackjack.",
    "blackjack-unlimited": "One hand of blackjack for everybody: all see the same cards, and each player decides alone. Who stands keeps what lies there; all who go on take the same card.",
    baccarat: "Two hands, player and banker; bet on which comes nearer to nine, or on a tie. Aces count 1, tens and pictures nothing, and only the last digit counts. Nobody decides anything: the cards are drawn by a fixed rule.",
    "dragon-tiger": "One card for the dragon, one for the tiger; the higher one wins. The ace is the lowest card, the king the highest; suits have no rank.",
  } as Record<string, string>,
  bets: "Every bet", colBet: "Bet", colPays: "Pays", colReturn: "Comes back on average", colEdge: "House edge", colLimit: "Limit each",
  range: (min: string, max: string) => `${min} – ${max}`,

  jack: (o: { natural: string; hits: boolean; charlie: number; hole: string }): Lines => [
    ["The dealer", `The dealer draws to 16 and stands on 17${o.hits ? ", but draws on a soft 17, in which an ace counts 11" : ", a soft one too"}. ${hole[o.hole] ?? ""}`],
    ["What wins", `A blackjack pays ${o.natural.replace(":", " to ")} and beats 21 of more cards; after a split, ace and ten are no blackjack. Any other hand that wins pays 1 to 1; equal totals push, and the stake comes back. A hand above 21 has lost at once, whatever the dealer gets.${o.charlie ? ` ${o.charlie} cards of 21 or less win 1 to 1 at once, but not against a blackjack.` : ""}`],
  ],
  doubling: (o: { double: string; after: boolean }) => `${o.double === "any" ? "Any first two cards may be doubled" : `Hard ${o.double.replace("-", " to ")} may be doubled`}${o.after ? ", after a split too" : ", not after a split"}: as much is staked again, one card comes, and the hand stands.`,
  splitting: (o: { hands: number; aces: boolean; common: boolean }) =>
    o.hands < 2 ? "Pairs are not split." : `Two cards of one value may be split into two hands with a stake each${o.common ? ", once: the halves are played one after the other, by those who split" : `, up to ${o.hands} hands`}. Tens of two ranks are a pair. Split aces get one card each${o.common || o.hands < 3 ? "" : o.aces ? " and may be split again" : " and are not split again"}.`,
  surrender: (may: boolean) => (may ? "Of the first two cards half the stake may be taken back, once the dealer is known to have no blackjack." : "There is no surrender."),
  insurance: (even: boolean) => `Against an ace every hand may be insured for up to half its stake: it pays 2 to 1 if the dealer has a blackjack and is lost if not.${even ? " Who has a blackjack may take even money instead." : ""}`,
  auto: (o: { below: number; decideS: string; absentS: string; common: boolean }) =>
    `Each decision has ${o.decideS} s. Who says nothing has the published act done: ${o.below > 0 ? `a hit below ${o.below}, else stand` : "stand"}; no insurance; never a stake. It is marked as the table's. ${o.common ? "When all who are there have decided, the table goes on." : `A seat that missed one decision is waited for ${o.absentS} s from then on, so that nobody keeps the others waiting.`} If your line breaks, your hand is played so too, and you can come back in the middle of it.`,
  behind: (o: { max: number }) => `Up to ${count(o.max)} players may bet behind a seat. The seat's player decides; a stake behind is paid as the hand is. With “follow” the table stakes as much again for you whenever the seat doubles or splits. Where your funds or limits refuse that, or without “follow”, your first stake stays undoubled on the seat's first hand. If nobody plays the seat, it comes back at the close. There is no insurance behind a seat.`,
  sides: "A side bet needs a hand of yours at that seat. Perfect Pairs are decided by the hand's first two cards, 21+3 by them and the dealer's open card.",
  seats: (o: { seats: number; each: number }) => `${o.seats} seats; one player may take up to ${o.each}. Your seats are kept for you in the next round.`,
  heads: { acts: "What you may do", auto: "If you say nothing", seats: "Seats, and betting behind" },
  half: "half the hand's stake",
  acts: "Every act that is allowed is shown at every decision.",

  duel: {
    third: "The third card",
    thirdLines: [
      "Both get two cards, player first. With 8 or 9 on either side the hand is over.",
      "The player draws on 0 to 5 and stands on 6 and 7.",
      "If the player stood, the banker draws on 0 to 5 and stands on 6 and 7.",
      "If the player drew, the banker's draw depends on that card as well:",
    ],
    colTotal: "Banker has", colDraws: "draws if the player's third card was",
    table: [["0, 1, 2", "any"], ["3", "any but 8"], ["4", "2 to 7"], ["5", "4 to 7"], ["6", "6 or 7"], ["7", "none: stands"]] as [string, string][],
  },
  variant: {
    commission: "The banker's win pays 0.95 to 1: five in a hundred are the house's commission.",
    noCommission: "The banker's win pays 1 to 1, without commission, and half the stake if the banker wins with six.",
    ez: "The banker's win pays 1 to 1, without commission; if the banker wins with seven of three cards, the stake comes back.",
  } as Record<string, string>,
  tiePush: "On a tie, stakes on player and banker come back.",
  tieTakes: { half: "On a tie, half of every stake on dragon and tiger is lost.", all: "On a tie, stakes on dragon and tiger are lost." } as Record<string, string>,

  shoe: "The shoe",
  shoeLine: (o: { decks: number; behind: number; ends: "round" | "next" }) =>
    `${packs(o.decks)}. A new shoe is shuffled after the bets of its first round have closed; cards that were dealt do not come back. The cut card lies ${count(o.behind)} cards from the end; ${o.ends === "next" ? "the round in which it comes out is finished, one more is dealt, and then the shoe is changed" : "once it has come out, the next round begins a new shoe"}.`,
  burn: { baccarat: "The first card of a new shoe is shown, and as many as it counts are burned, ten for a ten or a picture.", "dragon-tiger": "The first card of a new shoe is burned, unseen.", blackjack: "No card is burned." } as Record<string, string>,
  sealed: "The shuffle follows from a seed whose commitment is published before the bets. The seed stays sealed as long as cards of the shoe are to come; then anyone can shuffle it again and compare every card of every round.",
  limits: "Limits and times",
  limitsLine: (o: { betS: string; min: string; max: string; table: string; step: string }) => `Bets are taken for ${o.betS} s; until then they can be taken back. The least stake is ${o.min}, in steps of ${o.step}; a player may stake up to ${o.table} a round${o.max ? `, and up to ${o.max} on a hand before doubles and splits` : ""}. Nothing is ever rounded.`,
  fails: "If your line breaks, confirmed bets stand. If the table's server fails, another goes on with the same shoe and the same cards; a round that cannot go on is void, and all stakes go back.",
  worst: (percent: string) => `No bet of this table returns less than ${percent} on average, from a new shoe.`,
  best: (percent: string, edge: string) => `The best play returns ${percent} of the first stake on average; the house keeps ${edge}. This is worked out for packs without end, hand by hand.`,
  chart: "The best play", chartLead: "H hit, S stand, D double, P split, R surrender; where two letters stand, the second if the first is not allowed.",
  chartHand: "Hand", chartUp: (up: string) => `against ${up}`, chartKinds: { hard: "Hard totals", soft: "Soft totals", pairs: "Pairs" } as Record<string, string>,
  chartOff: "This table does not tell the best play.",
  hint: (spot: string) => tduel.hint[spot],
  spot: (spot: string) => tduel.spot[spot] ?? spot,
  kind: (kind: string) => tjack.why[kind] ?? kind,
  jackBet: { seat: "A hand", natural: "Blackjack", insurance: "Insurance", pairs: "Perfect Pairs", threes: "21+3" } as Record<string, string>,
};

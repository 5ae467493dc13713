// The words of the blackjack tables, in English; loaded with their pages.
import { tcards } from "./cards";
import { count, plain } from "./format";

const and = (list: string[]) => (list.length < 2 ? list.join("") : `${list.slice(0, -1).join(", ")} or ${list.at(-1)}`);
const plural = (n: number, one: string, more: string) => (n === 1 ? one : more);

/** A refusal as the page knows it: amounts are words already. */
export interface Refused { code: string; ask: string; spot: string; limitMinor: number; limit: string; value: string }

export const tb = {
  table: "Blackjack table",
  seats: "Seats",
  handOf: (n: number, hand: number, of: number) => (of > 1 ? `Seat ${n}, hand ${hand + 1} of ${of}` : `Seat ${n}`),
  commonHand: (hand: number) => ["The hand", "First half", "Second half"][hand] ?? "The hand",
  dealer: "Dealer",
  free: "Free",
  yours: "Yours",
  keptFor: (name: string) => `Kept for ${name}`,
  keptYours: "Kept for you",
  bot: "bot",
  absent: "Away: the table plays for them",
  absentShort: "away",
  behindN: (n: number) => `${count(n)} behind`,
  insured: "Insured",
  evenTaken: "Even money",
  blackjack: "Blackjack",
  bust: "Bust",
  auto: "by the table",
  playersHere: (n: number) => `${count(n)} ${plural(n, "player", "players")} on this hand`,

  felt: {
    natural: (ratio: string) => `Blackjack pays ${ratio.replace(":", " to ")}`,
    dealer: (hits: boolean) => (hits ? "Dealer draws to 16 and on soft 17" : "Dealer draws to 16, stands on all 17s"),
    insurance: "Insurance pays 2 to 1",
  },

  // stages
  stage: { idle: "Next round soon", betting: "Place your bets", closing: "Closing", playing: "No more bets", dealer: "Dealer plays", landed: "Result", void: "Round void" },
  nobody: "Nobody played this round.",
  dealing: "Cards are dealt",
  shuffling: "A new shoe is shuffled",
  looking: "The dealer looks for a blackjack",
  noBlackjack: "The dealer has no blackjack.",
  insuring: "Insurance?",
  decides: (name: string, n: number) => (name ? `${name}, seat ${n}` : `Seat ${n}`),
  yourTurn: "Your turn",
  allDecide: "All decide now",
  waitsFor: (who: string) => `Waiting for ${who}`,
  waitsForAll: "Waiting for the others",
  youChose: (act: string) => `You chose: ${act}`,
  newShoe: (packs: number) => `New shoe: ${packs} ${plural(packs, "pack", "packs")}, shuffled behind a seal. All cards of the old one are on record.`,
  newShoeShort: "New shoe",

  // spots
  spotKind: { seat: "Hand", pairs: "Perfect Pairs", threes: "21+3", behind: "Behind", insurance: "Insurance" } as Record<string, string>,
  spotShort: { seat: "", pairs: "Pairs", threes: "21+3", behind: "Behind" } as Record<string, string>,
  spotName: (spot: string, common: boolean): string => {
    const [kind = "", n] = spot.split(":");
    const word = tb.spotKind[kind] ?? kind;
    return common ? word : kind === "seat" ? `Seat ${n}` : `${word}, seat ${n}`;
  },
  spotLabel: (name: string, limits: string, mine: string, others: string) => `${name}, ${limits}${mine ? `, your stake ${mine}` : others ? `, taken for ${others}` : ""}`,
  limits: (min: string, max: string, currency: string) => `${min} to ${max} ${currency}`,

  // acts
  act: { hit: "Hit", stand: "Stand", double: "Double", split: "Split", surrender: "Surrender", insure: "Insure", even: "Even money", no: "No" } as Record<string, string>,
  did: { hit: "Hit", stand: "Stood", double: "Doubled", split: "Split", surrender: "Surrendered", insure: "Insured", even: "Even money", no: "No insurance" } as Record<string, string>,
  keys: { hit: "h", stand: "s", double: "d", split: "p", surrender: "r", insure: "i", even: "e", no: "n" } as Record<string, string>,
  against: (total: string, up: string) => `${total} against ${up}`,
  priced: (m: string) => `+${m}`,
  surrenderGives: (m: string) => `${m} back`,
  noFunds: "Not enough play money",
  silent: (act: string) => `No answer: the table ${act === "hit" ? "hits" : "stands"} for you.`,
  silentInsure: "No answer: no insurance.",
  insureAsk: (n: number, price: string, common: boolean) => `The dealer shows an ace. Insure ${common ? "your hand" : `seat ${n}`} for ${price}?`,
  insureHint: (back: string) => `If the dealer has a blackjack, ${back} come back for it. If not, the insurance is lost.`,
  evenAsk: (n: number, wins: string, common: boolean) => `You have a blackjack${common ? "" : ` at seat ${n}`}, the dealer shows an ace. Take ${wins} now, even money?`,
  evenHint: (more: string) => `If you wait: a push where the dealer has a blackjack too, else ${more}.`,
  checking: "Being checked",
  hint: "Basic strategy",
  hintOn: "Show the hint",
  hintSays: (act: string) => `Basic strategy: ${act}`,

  // behind
  behindTitle: (who: string) => `Bet behind ${who}`,
  behindLead: "Your stake lies behind another player's hand. That player decides; your stake is paid as the hand is.",
  behindFollow: "Follow doubles and splits",
  behindFollowHint: "The table stakes as much again for you each time, as far as your funds and limits go. If it cannot, your first stake stays on its hand, undoubled.",
  behindPlace: (m: string) => `Bet ${m} behind`,
  behindPill: (follows: boolean) => (follows ? "Behind: follows" : "Behind: stays"),
  told: {
    unbacked: (n: number, m: string) => `Nobody plays seat ${n}: your ${m} behind it came back.`,
    followed: (n: number, act: string, m: string) => `Seat ${n} ${act === "split" ? "split" : "doubled"}: ${m} of yours followed.`,
    unfollowed: (n: number, act: string) => `Seat ${n} ${act === "split" ? "split" : "doubled"}, and your stake could not follow. ${act === "split" ? "It stays on the first hand." : "It stays as it was."}`,
  },

  // ends
  why: {
    blackjack: "Blackjack", win: "Win", charlie: "Six cards", push: "Push", lose: "Lost", bust: "Bust", surrender: "Surrendered", even: "Even money", returned: "Returned",
    perfect: "Perfect pair", coloured: "Coloured pair", mixed: "Mixed pair", "suited-trips": "Suited trips", "straight-flush": "Straight flush", trips: "Three of a kind", straight: "Straight", flush: "Flush",
  } as Record<string, string>,
  line: (spot: string, common: boolean) => {
    const [kind = "", n] = spot.split(":");
    const word = kind === "seat" ? (common ? "Hand" : `Seat ${n}`) : kind === "behind" ? `Behind ${n}` : common ? tb.spotKind[kind]! : `${tb.spotKind[kind]} ${n}`;
    return word;
  },
  walk: (stake: string, back: string) => `${stake} → ${back}`,
  won: (m: string) => `You won ${m}`,
  even: "As much came back as you staked",
  some: (back: string, staked: string) => `${back} back of ${staked} staked`,
  lost: (m: string) => `The house took ${m}`,

  // the common hand
  chose: "How all chose",
  ofTheTable: (n: number) => `${count(n)} by the table`,
  partStands: (total: number) => `You stand at ${total}`,
  partDoubled: (total: number) => `You doubled to ${total}`,

  tabPlayers: "Seats", tabPlayersCommon: "Players", tabRounds: "Rounds", tabRules: "Rules",
  rules: (v: { packs: number; ratio: string; hits: boolean; hole: string; double: string; after: boolean; hands: number; aces: boolean; surrender: boolean; charlie: number; insurance: boolean; auto: number; cut: number; decideS: string; absentS: string }): string[] => [
    `${v.packs} ${plural(v.packs, "pack", "packs")} in the shoe; a new one when the cut card, ${count(v.cut)} cards from the end, has come out.`,
    `A blackjack pays ${v.ratio.replace(":", " to ")}. The dealer ${v.hits ? "draws on" : "stands on"} soft 17.`,
    v.hole === "peek" ? "The dealer's second card lies face down; below an ace or a ten the dealer looks at it first." : v.hole === "none-all" ? "The dealer's second card comes last; a blackjack then takes doubles and splits too." : "The dealer's second card comes last; a blackjack then takes the first stake only.",
    `${v.double === "any" ? "Any first two cards may be doubled" : `Hard ${v.double.replace("-", " to ")} may be doubled`}${v.after ? ", also after a split" : ""}.`,
    v.hands > 1 ? `A pair may be split, up to ${v.hands} hands. Split aces get one card each${v.aces ? " and may be split again" : ""}.` : "Pairs are not split.",
    ...(v.surrender ? ["The first two cards may be surrendered for half the stake, once the dealer has no blackjack."] : []),
    ...(v.charlie ? [`${v.charlie} cards of 21 or less win even money.`] : []),
    ...(v.insurance ? ["Against an ace: insurance up to half the stake pays 2 to 1; a blackjack may take even money."] : []),
    `${v.decideS} s for each decision, ${v.absentS} s for who has missed one. No answer: ${v.auto ? `hit below ${v.auto}, else stand` : "stand"}; no insurance. It is marked as the table's.`,
  ],
  sideBets: "Side bets",
  perRound: "Before the cards, a round",
  returns: (percent: string) => `Best play returns ${percent}.`,
  pays: (n: number) => `${n} to 1`,

  keyList: [
    ["Tab", "to the seats, the chips, the decisions"], ["Enter", "place the chip, press the decision"], ["1 – 5", "choose a chip"], ["Backspace", "undo a bet"],
    ["R", "rebet, or surrender when a hand is yours"], ["C", "clear bets"], ["H", "hit"], ["S", "stand"], ["D", "double"], ["P", "split"], ["I", "insure"], ["E", "even money"], ["N", "no insurance"],
    ["B", "hint on and off"], ["?", "show these keys"], ["Esc", "close"],
  ] as [string, string][],

  spoken: {
    open: (s: number) => `Bets are taken for ${s} seconds.`,
    dealer: (card: string) => `The dealer shows ${tcards.name(card)}.`,
    hand: (where: string, codes: string[], total: string) => `${where}: ${tcards.names(codes)}. ${total}.`,
    turn: (where: string, total: string, up: string, legal: string[]) => `Your turn. ${where}: ${total} against ${tcards.name(up)}. ${and(legal.map((a) => tb.act[a] ?? a))}?`,
    end: (total: number, natural: boolean) => (natural ? "The dealer has a blackjack." : total > 21 ? `The dealer is bust with ${total}.` : `The dealer has ${total}.`),
    line: (where: string, why: string) => `${where}: ${why.toLowerCase()}.`,
    stake: (m: string) => `Your stake is ${m}.`,
  },
  soft: (total: number) => `soft ${total}`,
  totalShown: (total: number, soft: boolean) => (soft && total < 21 ? `${total - 10}/${total}` : String(total)),

  unheard: "Your decision did not reach the table. Nothing was done; choose again.",
  refusal: (v: Refused): string => {
    switch (v.code) {
      case "wrong_round": return v.ask === "play" ? "Too late: that round is over. Nothing was done." : "";
      case "closed": return v.ask === "play" ? "Too late: this hand is over." : v.ask === "bet" ? "Too late: bets had closed. Nothing was staked." : "Too late: bets stand once betting has closed.";
      case "stale": return "The hand had moved on before your decision came. Nothing was done.";
      case "not_your_turn": return "It is not this hand's turn. Nothing was done.";
      case "illegal_play": return "This hand cannot do that. Nothing was done.";
      case "no_funds": return v.ask === "play" ? `Not enough play money for that: you have ${v.value}. Choose another act.` : "";
      case "guarded": return v.ask === "play" ? `Your own limit of ${v.limit} is reached, so nothing more is staked. Choose another act.` : "";
      case "withdrawn": return v.ask === "play" ? "Your decision did not reach the table before the line broke. Nothing was staked." : "";
      case "too_many": return v.spot.startsWith("behind") ? `No more than ${v.limitMinor} players may stand behind a seat.` : v.spot === "seat" ? `A player takes ${v.limitMinor} ${plural(v.limitMinor, "seat", "seats")} here at most.` : `No more than ${v.limitMinor} bets in a round.`;
      default: return "";
    }
  },
  plainLimits: (min: number, max: number, currency: string) => `${plain(min, currency)} – ${plain(max, currency)}`,
};

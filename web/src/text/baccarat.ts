// The words of baccarat and dragon tiger, in English; loaded with their pages.
import { t } from "./en";
import { tcards } from "./cards";
import { count } from "./format";

const times = (n: number) => (n === 1 ? "once" : `${count(n)} times`);
const lower = (s: string) => s.charAt(0).toLowerCase() + s.slice(1);

export const tb = {
  side: { player: "Player", banker: "Banker", tie: "Tie", dragon: "Dragon", tiger: "Tiger" } as Record<string, string>,
  /** A side's letter on the bead road; a tie has a sign where its letter is a side's. */
  letter: (win: string, sides: readonly string[]) => (win === "tie" && sides.includes("tiger") ? "=" : tb.side[win]?.charAt(0) ?? ""),

  spot: {
    player: "Player", banker: "Banker", tie: "Tie", "player-pair": "Player pair", "banker-pair": "Banker pair", "either-pair": "Either pair",
    "perfect-pair": "Perfect pair", "dragon-7": "Dragon 7", "panda-8": "Panda 8", "super-6": "Super 6", big: "Big", small: "Small",
    dragon: "Dragon", tiger: "Tiger", "suited-tie": "Suited tie", "dragon-big": "Dragon big", "dragon-small": "Dragon small",
    "tiger-big": "Tiger big", "tiger-small": "Tiger small",
  } as Record<string, string>,
  /** What a bet is on, where its name does not say it. */
  hint: {
    "player-pair": "first two cards of one rank", "banker-pair": "first two cards of one rank", "either-pair": "a pair on either side",
    "perfect-pair": "a pair of one suit", "dragon-7": "banker wins with 7 of three cards", "panda-8": "player wins with 8 of three cards",
    "super-6": "banker wins with 6", big: "five or six cards", small: "four cards", "suited-tie": "one rank and one suit",
    "dragon-big": "8 to king", "dragon-small": "ace to 6", "tiger-big": "8 to king", "tiger-small": "ace to 6",
  } as Record<string, string>,
  /** The price on the field: what fits there of "1:1, 0.5:1 with six; a tie pushes". */
  price: (pays: string) => `${pays.split(/[,;] /)[0]!}${pays.includes("0.5:1 with six") ? " · 6 pays 0.5:1" : ""}`,
  /** What a bet is on, and what else its price says. */
  notes: (spot: string, pays: string) => [tb.hint[spot], pays.split(/[,;] /).slice(1).join(", ")].filter(Boolean).join("; "),

  // stages
  stage: { ...t.stage, dealing: "No more bets", shuffling: "A new shoe" } as Record<string, string>,
  burned: (top: string, n: number) => (top ? `The ${tcards.name(top)} is shown; ${count(n - 1)} more ${n === 2 ? "card is" : "cards are"} burned.` : n === 1 ? "The first card is burned, unseen." : `${count(n)} cards are burned.`),
  shuffled: (decks: number) => `${decks} packs, shuffled just now, after the bets closed.`,
  lastHand: "Last hand of this shoe",
  lastNext: "The next hand is this shoe's last",
  before: "Last hand",
  shoeOf: (decks: number) => `Shoe of ${decks} ${decks === 1 ? "pack" : "packs"}`,
  newShoe: "A new shoe comes next",
  noShoe: "The next hand shuffles a new shoe",
  dealingLate: "A hand is being dealt.",

  // a hand
  wins: (side: string, points: number | undefined) => (side === "tie" ? (points === undefined ? "Tie" : `Tie at ${points}`) : `${tb.side[side]} wins${points === undefined ? "" : ` with ${points}`}`),
  natural: "Natural",
  feat: { six: "Super 6", dragon: "Dragon 7", panda: "Panda 8" } as Record<string, string>,
  halfOnSix: "Six: banker pays half",
  pair: (side: string, perfect: boolean) => `${tb.side[side]} ${perfect ? "perfect pair" : "pair"}`,
  suitedTie: "Suited tie",
  handOf: (side: string, cards: string[], points: string) => `${tb.side[side]}: ${cards.length ? tcards.names(cards) : "no card yet"}${cards.length && points ? `, ${points}` : ""}`,
  hands: "The cards",

  // roads
  tabRoads: "Roads",
  roads: "Roads of this shoe",
  bead: "Bead road", big: "Big road", bigEye: "Big eye", small: "Small", cockroach: "Cockroach",
  counts: "Of this shoe",
  hand: (n: number) => `${count(n)} ${n === 1 ? "hand" : "hands"}`,
  pairs: "Pairs",
  noHands: "No hand of this shoe yet",
  noHandsHint: "The roads begin with the first hand.",
  roadsOff: "This table shows no roads: only the last hand.",
  nextIf: (side: string) => `If ${lower(tb.side[side] ?? side)}`,
  nextTitle: "What the next hand would draw",
  icon: { r: "red", b: "blue", "": "nothing" } as Record<string, string>,
  nextSays: (side: string, n: { bigEye: string; small: string; cockroach: string }) => `If ${lower(tb.side[side] ?? side)} comes next: big eye ${tb.icon[n.bigEye]}, small ${tb.icon[n.small]}, cockroach ${tb.icon[n.cockroach]}.`,
  memoryless: "Roads tell what came, not what comes: each hand is dealt from a shoe that was shuffled before its first one.",
  beadSays: (b: { win: string; points?: number; playerPair?: boolean; bankerPair?: boolean; suited?: boolean }) =>
    [`${tb.side[b.win]}${b.points === undefined ? "" : ` ${b.points}`}`, ...(b.playerPair ? ["player pair"] : []), ...(b.bankerPair ? ["banker pair"] : []), ...(b.suited ? ["suited"] : [])].join(", "),
  beadRoadSays: (n: number) => `Bead road, ${tb.hand(n)}, oldest first`,
  bigSays: (columns: { win: string; depth: number }[]) => `Big road: ${columns.length} ${columns.length === 1 ? "run" : "runs"}${columns.length ? `; the last: ${columns.slice(-6).map((c) => `${tb.side[c.win]} ${times(c.depth)}`).join(", ")}` : ""}`,
  derivedSays: (name: string, icons: string) => `${name}: ${icons.length ? `${count([...icons].filter((c) => c === "r").length)} red, ${count([...icons].filter((c) => c === "b").length)} blue, the last ${tb.icon[icons.at(-1)!]}` : "nothing yet"}`,
  openRoads: "Show the roads",

  keyList: [
    ["Tab", "to the layout, the chips, the buttons"], ["Arrows", "walk the layout, the chips"], ["Home, End", "first and last of a row"],
    ["Enter", "place the chip"], ["Backspace", "undo"], ["1 – 5", "choose a chip"], ["R", "rebet"], ["D", "double"], ["C", "clear"],
    ["W", "roads"], ["?", "show these keys"], ["Esc", "close"],
  ] as [string, string][],

  spoken: {
    shuffling: "The shoe is changed.",
    net: (back: string, staked: string) => `Paid ${back}, of ${staked} staked.`,
  },
};

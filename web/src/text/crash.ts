// The words of the crash tables, in English; loaded with their pages.
import type { By } from "../games/crash/bodies";
import { amount, count } from "./format";

/** 1234 → "12.34×". */
export const times = (m: number) => `${amount(m)}×`;

export const tc = {
  curve: "Curve",
  plot: (m: string) => `The curve stands at ${m}`,
  past: "Past points, newest first",
  pastOf: (round: number, m: string) => `Round ${count(round)} ended at ${m}: check it`,
  noPast: "No curve yet",

  // stages
  betsCloseIn: "Bets close in",
  startsIn: "The curve starts in",
  noMore: "No more bets",
  sealed: "The point is sealed",
  runs: "The curve runs",
  silent: "Waiting for the table",
  silentHint: "It has not been heard for a moment. Bets stand; automatic cash-outs go on by the table's clock.",
  crashed: "Crashed at",
  nextIn: (s: number) => `Next round in ${s} s`,
  soon: "Next round soon",
  void: "Round void",
  voidHint: "All stakes of this round went back.",
  moved: (m: string) => `The table moved to another server. Hand-played bets were paid at ${m}, where the curve was last heard. Automatic cash-outs stand.`,
  movedShort: "table moved",

  // the hands
  hand: (n: number) => `Bet ${n}`,
  stake: "Stake",
  cashAt: "Cash out at",
  byHand: "by hand",
  half: "Half the stake",
  twice: "Double the stake",
  bet: "Bet",
  betNext: "Bet on the next round",
  betNextShort: "Bet, next round",
  queued: "In for the next round",
  queuedHint: "Press to cancel",
  checking: "Being checked",
  takeBack: "Take back",
  takeBackBoth: "Take both back",
  stands: "Bet stands",
  waitsLead: "Waiting for the start",
  cashOut: "Cash out",
  asked: "Asked, being checked",
  leaving: (m: string) => `Leaving at ${m}`,
  leaves: (m: string) => `leaves at ${m}`,
  out: (m: string, back: string, by: By | undefined) => `${m} · ${back}${by === "rescue" ? " · table moved" : by === "limit" ? " · win limit" : by === "auto" ? " · auto" : ""}`,
  lost: (stake: string) => `Lost ${stake}`,
  line: (rtt: string) => `Your line: ${rtt} there and back.`,
  lineRule: "A cash-out counts when the server hears it, not when you press.",
  lineUnknown: "Your line is being measured.",
  you: "You",
  lose: (m: string) => `The curve took ${m}`,
  fault: {
    stake: "This is no amount.",
    min: (m: string) => `At least ${m}.`,
    max: (m: string) => `At most ${m}.`,
    step: (m: string) => `In steps of ${m}.`,
    cashAt: (least: string) => `From ${least} on.`,
    cashMax: (most: string) => `At most ${most}.`,
    funds: "More than your balance.",
  },

  // rail
  tabPlayers: "Players",
  tabRounds: "Yours",
  tabFair: "Proof",
  tabRules: "Rules",
  total: "Staked",
  returned: "Cashed out",
  outs: "Cash-outs, newest first",
  noOuts: "Nobody has left the curve.",
  seats: "Bets of this round",
  leftOf: (left: number, bets: number) => `${count(left)} of ${count(bets)} bets are out`,

  keyList: [
    ["Tab", "to the bets, the points, the tabs"], ["1", "bet 1: place it, or cash it out"], ["2", "bet 2: place it, or cash it out"],
    ["Backspace", "take the last bet back"], ["?", "show these keys"], ["Esc", "close"],
  ] as [string, string][],

  spoken: {
    open: (s: number) => `Bets are taken for ${s} seconds.`,
    started: "The curve runs.",
    at: (m: string) => `${m}.`,
    crashed: (m: string) => `The curve ended at ${m}.`,
    out: (n: number, m: string, back: string) => `Bet ${n} is out at ${m}, ${back} back.`,
    placed: (n: number, m: string) => `Bet ${n} stands, ${m}.`,
    back: "Taken back.",
    net: (won: boolean, m: string) => (won ? `${m} came back.` : `The curve took ${m}.`),
  },

  refusal: (code: string, ask: string, v: { limit: string; value: string }): string => {
    switch (code) {
      case "closed": return ask === "bet" ? "Too late: bets had closed. Nothing was staked." : ask === "cashOut" ? "Too late: the curve had ended when the server heard you." : "Too late: bets stand once betting has closed.";
      case "wrong_round": return "That round is over. Nothing was staked.";
      case "below_min": return `The least stake here is ${v.limit}.`;
      case "above_table": return `The largest bet here is ${v.limit}.`;
      case "above_house": return "The table cannot cover more for now. Try a smaller stake, or an earlier automatic cash-out.";
      case "bad_step": return `Stakes go in steps of ${v.limit}.`;
      case "too_many": return "Two bets a round, and both stand already.";
      case "nothing": return ask === "cashOut" ? "That bet had left the curve already." : "There is nothing to take back.";
      case "no_funds": return `Not enough play money: you have ${v.value}.`;
      case "withdrawn": return ask === "cashOut" ? "The cash-out did not reach the table before the line broke." : "The bet did not reach the table before the line broke. Nothing was staked.";
      default: return "";
    }
  },

  // proof
  fairTitle: "How a point comes about",
  fairLead: "Every point was fixed before the first bet: each round's seed is the hash of the next round's, so the end of the chain, announced before its first round, fixes them all. With the seed of any round you can work out every earlier one, and none to come.",
  chain: "The chain in use",
  chainNone: "The announcement of this table's chain is not to be had just now.",
  chainFirst: "First round",
  chainCount: "Rounds",
  chainTerminal: "Hash at its end",
  chainAnnounced: "Announcement",
  chainAnnouncedAt: "Announced",
  chainSalt: "Salt",
  chainSaltNone: "none",
  announcementTrue: "The announcement is the hash of these figures",
  announcementFalse: "The announcement is not the hash of these figures",
  thisRound: "Seal of this round",
  newest: "Newest seeds",
  hashesTo: (a: string, b: string) => `The seed of round ${a} hashes to that of round ${b}`,
  hashesNot: (a: string, b: string) => `The seed of round ${a} does not hash to that of round ${b}`,
  seedSoon: "Two seeds are needed: they come as rounds end while this page is open.",
  compute: "Work out a round",
  computeLead: "A seed and its round; then any round before it.",
  seedField: "Seed, as revealed",
  seedRound: "Its round",
  wantedRound: "The round to work out",
  computeAct: "Work it out",
  computing: (n: number) => `Hashing ${count(n)} times`,
  computed: (round: string, m: string) => `Round ${round} ends at ${m}`,
  toTerminal: "The seed leads to the announced end of the chain",
  notTerminal: "The seed does not lead to the announced end of the chain",
  badSeed: "A seed is 64 hexadecimal digits.",
  badRounds: "The round to work out must not come after that of the seed.",
  unchained: "The announcement could not be read, so the chain was not checked.",

  checkIds: "All parts are of this round",
  checkCommitment: "The seed is the one that was sealed before the bets",
  checkPoint: (m: string) => `The seed gives ${m}`,
  checkPaid: (m: string) => `Your bets were paid right: ${m}`,
  checkPaidFalse: (told: string, due: string) => `Your bets were paid ${told}; by the curve it should be ${due}`,
  checkChain: "The seed is the chain's link of this round",
  checkFailed: "does not hold",
  recordTitle: (n: number) => `Round ${count(n)}`,
  recordLead: "The seed was sealed before the bets, and revealed with the end. What follows is worked out in this browser, from the record alone.",
  recordLater: "The seed is revealed when the curve has ended.",
  checkNext: "The seed of the round after hashes to this one's",
  yourBets: "Your bets",
  noBets: "You had no bet in this round.",
  colStake: "Stake", colCashAt: "Cash out at", colOut: "Out at", colBack: "Back", colBy: "By",
  by: { hand: "your hand", auto: "automatic", limit: "win limit", rescue: "table moved" } as Record<By, string>,
  reportTrue: (m: string) => `This record holds: the curve ended at ${m}.`,
  reportFalse: "This record does not hold.",

  // rules
  rulesTitle: (name: string) => `Rules of ${name}`,
  rulesLead: "A curve that everybody watches. It grows from 1.00× until it ends; whoever has cashed out by then is paid what it had reached.",
  rulesText: (v: { betS: string; leadS: string; min: string; max: string; step: string; winMax: string; timesMax: string; edge: string; returns: string; never: string }): [string, string][] => [
    ["Bets", `Bets are taken for ${v.betS} s: two for each player in a round, ${v.min} to ${v.max} each, in steps of ${v.step}. Until they close you can take them back. The curve starts ${v.leadS} s after its point was sealed.`],
    ["Cashing out", "Press while the curve runs and you are paid your stake times what the curve was at when the server heard of it. Its clock decides, not yours: your line's round trip is shown beside the button. A bet with an automatic cash-out leaves at exactly that multiplier, however the line is."],
    ["The end", `The curve ends at its point. Who names the point itself is paid. ${v.never} of the curves end at 1.00× at once, and pay nobody. A curve reaches k with a chance of ${v.returns} divided by k, so every cash-out above 1.00× returns ${v.returns} in the long run, whenever it comes; the house keeps ${v.edge}.`],
    ["Limits", `A bet wins ${v.winMax} at the most; it is cashed out where it has won that. Every curve ends at ${v.timesMax} at the latest, and everyone on it is cashed out.`],
    ["If the table moves", "If the server that runs the table fails, another takes it over. The curve goes on by the table's clock. Bets without an automatic cash-out are then cashed out where the curve was last heard, whatever its point is; automatic ones stand. What it grew after that moment is not paid to them."],
    ["Fairness", "Points come from a chain of hashes that was fixed and announced before its first round. Anyone can work out every past point from a revealed seed."],
  ],
  odds: "How often a curve gets there",
  oddsTo: "Reaches", oddsChance: "Chance", oddsPays: "A bet of 10.00 brings",
};

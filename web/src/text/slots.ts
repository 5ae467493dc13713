// The words of the slot machines, in English; loaded with their pages.
import { count } from "./format";

const plural = (n: number, one: string, more: string) => (n === 1 ? one : more);
const names = (n: number, name: string) => `${count(n)} × ${name}`;

export const ts = {
  machines: "Slot machines",
  machinesLead: "Sessions of your own: every spin drawn from your seed and ours, every figure computed from the tables that are dealt.",
  kind: { lines: (n: number) => `${n} ${plural(n, "line", "lines")}`, ways: (n: number) => `${count(n)} ways` },
  feature: { free: "Free spins", tumble: "Tumbling wins", gamble: "Gamble", wild: (n: number) => `Wilds ×${n}`, bonus: "Bonus" },
  returns: (p: string) => `Returns ${p}`,
  play: "Play",
  playOf: (title: string) => `Play ${title}`,
  sitting: "Opening your session",
  sitFailed: "The session could not be opened.",
  elsewhere: "Your session is open on another server of this house. Try again there.",
  signIn: "A session is your own: sign in, or play as a guest.",

  // the machine
  reels: "Reels",
  machine: "Machine",
  spin: "Spin",
  spinning: "Spinning",
  freeSpin: "Free spin",
  collect: "Collect",
  collectOf: (m: string) => `Collect ${m}`,
  gamble: "Gamble",
  wait: (s: string) => `Ready in ${s} s`,
  stake: "Stake",
  stakeLess: "Smaller stake",
  stakeMore: "Larger stake",
  stakes: "Choose a stake",
  stakeLine: (coins: number, coin: string) => `${count(coins)} coins of ${coin}`,
  stakeFine: (coins: number) => `A spin costs ${count(coins)} coins on every stake; all lines or ways are always in play. Wins grow with the coin, so every stake has the same return.`,
  win: "Win",
  lastWin: "Last win",
  totalWin: "Total win",
  stakeLost: (m: string) => `No win. Your stake was ${m}.`,
  goodLuck: "Choose a stake and spin.",
  spinsOn: "The reels are turning.",
  back: (back: string, stake: string) => `${back} back of ${stake} staked`,
  won: (m: string) => `You won ${m}`,
  capped: (m: string) => `The most a round can win: ${m}`,
  line: (line: number, n: number, name: string, m: string) => `Line ${line}: ${names(n, name)} pays ${m}`,
  lineTimes: (line: number, n: number, name: string, times: number, m: string) => `Line ${line}: ${names(n, name)}, wild ×${times}, pays ${m}`,
  ways: (ways: number, n: number, name: string, m: string) => `${names(n, name)} in ${count(ways)} ${plural(ways, "way", "ways")} pays ${m}`,
  ladder: (times: number) => ` at ×${times}`,
  scatterPay: (n: number, name: string, m: string) => `${names(n, name)} pays ${m}`,
  award: (n: number) => `${count(n)} free ${plural(n, "spin", "spins")}`,
  awardMore: (n: number) => `${count(n)} more free ${plural(n, "spin", "spins")}`,
  prize: (name: string, m: string) => `${name} bonus: ${m}`,
  freeOf: (n: number, of: number) => `Free spin ${count(n)} of ${count(of)}`,
  freeLeft: (n: number) => `${count(n)} left`,
  freeAhead: (n: number) => `${count(n)} free ${plural(n, "spin", "spins")}`,
  freeTimes: (n: number) => `all wins ×${n}`,
  freeHint: (until: string) => `They wait until ${until}, then play themselves.`,
  freeSystem: "Played by the machine: nobody asked for it in time.",
  freeDone: (n: number, m: string) => `${count(n)} free ${plural(n, "spin", "spins")} won ${m}`,
  ladderName: "Multiplier by drop",
  dropOf: (n: number, times: number) => `Drop ${n}, ×${times}`,
  nothing: "No win",
  wins: (n: number) => `${count(n)} wins`,
  resumed: "Your round goes on where it stopped.",
  unfinished: (name: string) => `Your round at ${name} is not over. Finish it first: no other begins before.`,
  unfinishedHere: "Another round of yours is not over.",
  unfinishedGo: "Go on there",
  voided: "The round is void: your stake went back.",

  // gamble
  gambleTitle: "Red or black",
  gambleLead: (m: string) => `Your ${m} on the colour of one card: doubled, or lost.`,
  gambleLimits: (steps: number, most: string) => `At most ${steps} times, and never to more than ${most}. Each colour comes one time in two: what is gambled returns 100 %.`,
  gambleStep: (n: number, of: number) => `Step ${n} of ${of}`,
  red: "Red", black: "Black",
  cameWon: (colour: string, m: string) => `${colour}. You have ${m}.`,
  cameLost: (colour: string, m: string) => `${colour}. ${m} is lost.`,
  cards: "Cards of this gamble",
  card: { red: "Red card", black: "Black card", back: "Covered card" },

  // panels
  tabPays: "Pays", tabSpins: "Spins", tabFair: "Fairness",
  panels: "About this machine",
  rulesTitle: (name: string) => `Rules of ${name}`,
  allRules: "Rules and odds",
  paysAt: (m: string) => `At a stake of ${m}`,
  paysCoins: "In coins",
  anyOf: (list: string) => `any of ${list}`,
  wildHint: (times: number, each: boolean) => (times <= 1 ? "Stands for every symbol but the scatter." : each ? `Stands for every symbol; each one multiplies its win by ${times}.` : `Stands for every symbol but the scatter; a win with it counts ×${times}.`),
  bonusHint: (n: number, draws: number) => `${n} on a line from the left, where no pay is: ${draws === 1 ? "one draw" : `${draws} draws`} of these, each as likely as stated.`,
  bonusPrize: (m: string, chance: string) => `${m}, ${chance}`,
  scatterHint: "Counts anywhere in the window.",
  freeAwards: (n: number) => `${count(n)} free`,
  lines: "Lines",
  lineName: (n: number) => `Line ${n}`,
  odds: "The odds",
  oddReturn: "Comes back on average",
  oddReturnHint: "of every stake, whatever a coin is worth: the worst bet has the same",
  oddHit: "A spin that pays",
  oneIn: (n: string) => `1 in ${n}`,
  oddTop: "The top award",
  oddTopHint: (coins: number) => `${count(coins)} coins on a line or way`,
  oddFree: "Free spins begin",
  oddFreeHint: (n: string) => `${n} of them on average`,
  oddMax: "The most of a round",
  oddMaxHint: (times: string) => `${times} stakes; the round ends there`,
  oddSwing: "Spread of a round",
  oddSwingHint: "standard deviation, in stakes",
  oddUnknown: "The house's program prints every figure of this machine: server par.",
  rules: (o: { kind: string; lines: number; rows: number; reels: number; wild: number; each: boolean; scatter: string; free: number; freeTimes: number; freeMost: number; ownReels: boolean; ladder: string; freeLadder: string; gamble: number; gambleMost: number; groups: boolean; cycleS: string; decideMin: number; max: number; cost: number }) => [
    o.kind === "lines"
      ? `${o.reels} reels of ${o.rows} rows and ${o.lines} lines, all always played. A line pays for a run of one symbol from the left; only its highest win counts. Wins on several lines are added.`
      : `${o.reels} reels of ${o.rows} rows. A symbol pays for a run over neighbouring reels from the left, once for each way: the product of how often each of those reels shows it or a wild. Wins of several symbols are added.`,
    ...(o.groups ? ["A run of any of a group, in any mix, pays as the group where its symbols do not pay more."] : []),
    ...(o.wild > 0 ? [o.each ? `A wild stands for every symbol, and each wild in a win multiplies it by ${o.wild}.` : `A wild stands for every symbol but the scatter${o.wild > 1 ? `; a win with one or more of them counts ×${o.wild}` : ""}.`] : []),
    ...(o.scatter ? [`${o.scatter} pays and counts anywhere in the window, times the whole stake; it is added to other wins.`] : []),
    ...(o.ladder ? [`What won goes, what is above falls, and the new window is judged: again and again, as long as it wins. The drops of a spin count ${o.ladder}${o.freeLadder ? `, in free spins ${o.freeLadder}` : ""}, the last for all that follow.`] : []),
    ...(o.free > 0 ? [`Free spins cost nothing and are played at the stake that won them${o.freeTimes > 1 ? `, every win ×${o.freeTimes}` : ""}${o.ownReels ? ", on reels of their own" : ""}. They can be won again; a round has at most ${o.freeMost}.`] : []),
    ...(o.gamble > 0 ? [`A win may be gambled on red or black: doubled or lost, one in two, at most ${o.gamble} times and never to more than ${count(o.gambleMost)} stakes.`] : []),
    ...(o.max > 0 ? [`A round that has won ${count(o.max)} stakes ends at once and is paid.`] : []),
    `A spin costs ${o.cost} coins. From one spin to the next at least ${o.cycleS} seconds pass; the server sees to it. Nothing here spins by itself, and nothing makes the reels stop sooner.`,
    `The result is drawn and booked when you press; the reels only show it. If your line breaks, the round stands as it was drawn. An unfinished round waits for you, and no other begins before it has ended; after ${o.decideMin} minutes its free spins are played, and a gamble is collected, for you.`,
  ],
  noSpins: "No spin yet.",
  noSpinsHint: "Your spins on this machine are listed here, each with its replay.",

  // fairness
  fairLead: "Every spin follows from the house's seed, yours, and the number of the spin. The house's seed is fixed beforehand: its fingerprint stands here. Change your seed at any time between spins; then the old one is told, and everything under it can be recomputed.",
  commitment: "Fingerprint of the house's seed",
  clientSeed: "Your seed",
  nonce: "Number of the next spin",
  newSeed: "A new seed of yours",
  rotate: "Change it, and tell the old one",
  rotateHint: "1 to 64 bytes of text; anything you like.",
  rotateBusy: "Finish the round first.",
  rotated: "Changed. The old seed is told below.",
  toldPairs: "Seeds that were told",
  noneTold: "None yet.",
  pairRounds: (from: number, to: number) => (to < from ? "No spin under it" : from === to ? `Spin ${count(from)}` : `Spins ${count(from)} to ${count(to)}`),
  serverSeed: "House's seed",
  checkPair: "Recompute its spins",
  checking: "Recomputing",
  pairTrue: (n: number) => `True: the fingerprint fits, and ${count(n)} ${plural(n, "spin follows", "spins follow")} from the seeds.`,
  pairFalse: (n: number) => `${count(n)} ${plural(n, "spin does", "spins do")} not follow from the seeds.`,
  pairCommitmentFalse: "The seed does not fit its fingerprint.",
  randomSeed: "Another random one",
  seedWaits: "The house's seed is told when you change yours; then this spin can be recomputed here.",
  checkSeed: "The house's seed matches its fingerprint",
  checkSpin: (steps: number) => `${count(steps)} ${plural(steps, "step follows", "steps follow")} from the seeds: reels, wins and cards`,
  checkIds: "Room, round and seeds belong together",
  verifyTrue: "True: this round follows from its seeds.",
  verifyMachine: "The machine's tables are those that were saved with the round. Compare them with the sheet of the house.",
  checkPaid: (m: string) => `They give ${m} back, as you were paid`,

  // a past round
  proofLead: "The house's seed was fixed, and its fingerprint published, before you spun. From it, your seed and the number of the spin follow the reels, the wins and the cards of the gamble.",
  pairOf: "The seeds of this spin",
  spinNonce: "Number of the spin",
  replayNote: "This is a replay, not a live round. Nothing can be staked.",
  steps: { spun: "Spin", freeSpun: "Free spin", gambled: "Gamble", paid: "Paid", takenBack: "Stake went back", deadline: "Deadline moved" } as Record<string, string>,

  // refusals
  refusal: (code: string, v: { limit: string; value: string }): string => {
    switch (code) {
      case "too_soon": return "Too soon after the spin before. Nothing was staked.";
      case "unfinished": return "Another round of yours is not over. Finish it first; nothing was staked.";
      case "no_funds": return `Not enough play money: you have ${v.value}. Choose a smaller stake.`;
      case "above_house": return "The house cannot cover this stake for now. Choose a smaller one.";
      case "below_min": return `The least stake is ${v.limit}.`;
      case "wrong_round": return "That round is over. Nothing was staked; press again.";
      case "closed": return "That round has ended. Nothing was staked.";
      case "nothing": return "There is nothing to play on here.";
      case "not_your_turn": return "This session belongs to another player.";
      case "guarded": return `Your own limit of ${v.limit} is reached.`;
      case "stopped": return "This account may not stake at the moment.";
      case "paused": return "The house has paused this machine. Nothing was staked.";
      case "withdrawn": return "Your press did not arrive before the line broke. Nothing was staked.";
      case "bad_ask": return "The machine did not understand that. Nothing was staked.";
      case "busy": return "The machine is busy. Nothing was staked; press again.";
      case "fault": return "The machine could not store this and has stopped. Nothing was staked.";
      default: return `It was refused (${code}). Nothing was staked.`;
    }
  },
  keysTitle: "Keyboard",
  keyList: [["Space", "spin, next free spin"], ["+ and −", "larger, smaller stake"], ["P", "pays"], ["F", "fairness"], ["C, G", "collect, gamble"], ["R, B", "gamble on red, on black"], ["?", "show these keys"], ["Esc", "close"]] as [string, string][],
};

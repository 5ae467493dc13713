// Every word of the pages, in English. Another language is another file with
// the same names.
import { colourOf, isZero, labelOf } from "../games/roulette/layout";
import { kindOf } from "../games/roulette/sheet";
import { count } from "./format";

const plural = (n: number, one: string, more: string) => (n === 1 ? one : more);

export const t = {
  name: "Croupier",
  playMoney: "Play money",
  playMoneyLong: "FUN is play money. It cannot be bought, paid out or exchanged.",
  lobby: "Lobby",
  history: "History",
  rules: "Rules",
  allRules: "All rules of this table",
  operator: "Operator",
  machine: "Slot machine",
  back: "Back to the lobby",
  skip: "Skip to the content",
  mainNav: "Pages",
  pageTitle: (page: string) => `${page} · Croupier`,
  toLight: "Light room",
  toDark: "Dark room",
  place: "Place",
  remove: "Delete",
  close: "Close",
  retry: "Try again",

  // account
  signIn: "Sign in",
  signOut: "Sign out",
  register: "Register",
  guest: "Play as a guest",
  guestHint: "One click, play money, no name asked.",
  nameField: "Name",
  password: "Password",
  birthDate: "Date of birth",
  acceptTerms: "I am of age where I live and accept the house rules.",
  haveAccount: "I have an account",
  noAccount: "I am new here",
  welcomeBack: "Welcome back",
  newPlayer: "A new player",
  lastSignIn: (when: string) => `Last sign-in: ${when}`,
  topUp: "Top up",
  topUpHint: "Your play money is nearly gone. Take some more, it is free.",
  account: "Account",
  balance: "Balance",

  // lobby
  lobbyTitle: "Tables",
  lobbyLead: "Live tables. One wheel, one curve, one shoe for everybody, each result sealed before the betting opens.",
  search: "Search tables",
  filterAll: "All",
  filterOpen: "Betting now",
  filterLow: "Low limits",
  sit: "Sit down",
  watch: "Watch",
  players: (n: number) => `${count(n)} ${plural(n, "player", "players")}`,
  watchers: "Watching",
  watching: (n: number) => `${count(n)} watching`,
  limitsRange: (min: string, max: string, currency: string) => `${min} – ${max} ${currency}`,
  favouriteOf: (name: string) => `Favourite: ${name}`,
  noTables: "No table is open.",
  noTablesHint: "Tables appear here as soon as they open; there is no need to reload.",
  noMatch: "No table matches.",
  noMatchHint: "Change the search or show all tables.",
  showAll: "Show all tables",
  filters: "Which tables",
  gamesFilter: "Which games",
  familyAll: "All games",
  familyNames: { roulette: "Roulette", blackjack: "Blackjack", baccarat: "Baccarat", "dragon-tiger": "Dragon tiger", crash: "Crash" },
  gameNames: { "roulette-european": "European roulette", "roulette-french": "French roulette", "roulette-american": "American roulette", crash: "Crash", blackjack: "Blackjack", "blackjack-unlimited": "Blackjack, one hand for all", baccarat: "Baccarat", "dragon-tiger": "Dragon tiger" } as Record<string, string>,
  lastNumbers: "Last numbers",
  noNumbers: "No spin yet",
  lastPoints: "Last points",
  noPoints: "No curve yet",
  lastHands: "Last hands of the shoe, the newest at the end",
  noHandYet: "No hand of this shoe yet",
  beadSays: (side: string, points: number | undefined) => (points === undefined ? side : `${side} ${points}`),
  seatsTaken: (taken: string, seats: string) => `${taken} of ${seats} seats taken`,
  seatsFull: "All seats taken; bet behind one",
  roomForAll: "One hand, room for everybody",
  handPlayers: (n: number) => `${count(n)} ${plural(n, "player", "players")} on one hand`,

  // stages
  stage: {
    idle: "Next round soon", betting: "Place your bets", closing: "Closing", spinning: "No more bets", landed: "Result", curve: "The curve runs", hands: "Hands are played",
    void: "Round void",
  },
  paused: "Paused",
  pausedHint: "The operator has paused this table. No further round opens; bets on the table stand.",
  offlineTable: "Moving",
  voidHint: "All stakes of this round went back.",
  voidWhy: (why: string) => `Reason: ${why}`,
  voidBack: "Stake went back",
  voidProof: "This round is void: every stake went back, and no number was drawn. Its seed stays sealed, so there is nothing to recompute.",
  nextIn: (s: number) => `Next round in ${s} s`,
  seconds: (s: number) => `${s} s`,
  colour: { red: "Red", black: "Black", green: "Zero" },
  parity: (n: number) => (isZero(n) ? "" : n % 2 ? "Odd" : "Even"),
  half: (n: number) => (isZero(n) ? "" : n <= 18 ? "Low" : "High"),
  describe: (n: number) =>
    isZero(n) ? (n === 0 ? "Zero" : "Double zero") : `${t.colour[colourOf(n)]} · ${t.parity(n)} · ${t.half(n)}`,
  youWon: (m: string) => `You won ${m}`,
  backOf: (back: string, stake: string) => `${back} back of ${stake} staked`,
  prisonLines: (f: { taken: number; kept: number; freed: number; lost: number }, word: (minor: number) => string): string[] => [
    ...(f.taken > 0 ? [`Zero: ${word(f.taken)} of even-money stakes are held for the next number.`] : []),
    ...(f.kept > 0 ? [`${word(f.kept)} stay held.`] : []),
    ...(f.freed > 0 ? [`Held stakes of ${word(f.freed)} came back.`] : []),
    ...(f.lost > 0 ? [`Held stakes of ${word(f.lost)} are lost.`] : []),
  ],
  prisonHeld: "held by zero",
  prisonMark: "P",
  heldByZero: "Held by zero",
  prisonTook: (m: string) => `${m} held by zero`,
  prisonGave: (m: string) => `${m} no longer held`,
  partageBack: "Zero: half of your even-money stakes came back.",
  youLost: (m: string) => `Your stake was ${m}`,

  // table
  round: (n: number) => `Round ${count(n)}`,
  limits: "Limits",
  roundTrip: "Round trip",
  ms: (n: number) => `${count(Math.round(n))} ms`,
  session: "Session",
  stake: "Your stake",
  checking: (n: number) => `${n} being checked`,
  total: "Table total",
  undo: "Undo",
  clear: "Clear",
  rebet: "Rebet",
  double: "Double",
  chip: (v: string, currency: string) => `Chip of ${v} ${currency}`,
  chips: "Chips",
  felt: "Betting layout",
  wheel: "Wheel",
  tableMenu: "Table",
  keys: "Keys",
  keysTitle: "Keyboard",
  keyList: [
    ["Tab", "to the layout, the chips, the buttons"], ["Arrows", "walk the layout, the racetrack, the chips"], ["Home, End", "first and last of a row"],
    ["Enter", "place the chip"], ["Backspace", "undo"], ["1 – 5", "choose a chip"], ["R", "rebet"], ["D", "double"], ["C", "clear"],
    ["W", "racetrack"], ["S", "saved bets"], ["?", "show these keys"], ["Esc", "close"],
  ] as [string, string][],
  letterKeys: "Single letters and digits act (turn this off if you speak to your computer)",
  yourHand: "Your chips and stakes",
  signInToBet: "Watching. Take a seat to bet.",
  statusLine: {
    result: (n: number) => `Result ${labelOf(n)}, ${t.describe(n)}.`,
    paid: (back: string, staked: string) => `Paid ${back}, of ${staked} staked.`,
    stake: (m: string) => `Your stake is ${m}.`,
    open: (s: number) => `Betting is open for ${s} seconds.`,
    held: (m: string) => `${m} of yours are held by zero: this number decides.`,
    closed: "No more bets.",
  },

  // rail
  tabPlayers: "Players",
  tabNumbers: "Numbers",
  tabHistory: "Rounds",
  tabRules: "Payouts",
  seats: "At the table",
  bot: "bot",
  you: "you",
  moreSeats: (n: number) => `and ${count(n)} more`,
  noSeats: "Nobody has bet yet.",
  noSeatsHint: "The first eight of a round are named here.",
  hot: "Hot",
  cold: "Cold",
  ofLast: (n: number) => `of the last ${count(n)} spins`,
  times: (n: number) => `${count(n)}×`,
  window: "Results counted",
  frequencies: "How often each came",
  showLast: (n: number) => `Show the last ${count(n)}`,
  showFewer: "Show fewer",
  allRounds: "All rounds of this table",
  memoryless: (pockets: number) => `The wheel has no memory: every number is as likely as ever, 1 in ${pockets}.`,
  share: { red: "Red", black: "Black", zero: "Zero", odd: "Odd", even: "Even", low: "1 – 18", high: "19 – 36" } as Record<string, string>,
  shares: "Shares",

  // racetrack and saved bets
  racetrack: "Racetrack",
  neighbours: "Neighbours",
  neighboursN: (n: number) => `${n} each side`,
  fewer: "Fewer neighbours",
  more1: "More neighbours",
  trackHint: "Choose a number, or a part of the wheel.",
  trackLocked: "Bets are placed here while betting is open.",
  callNames: { voisins: "Voisins du zéro", tiers: "Tiers du cylindre", orphelins: "Orphelins", "jeu-zero": "Jeu zéro" } as Record<string, string>,
  callShort: { voisins: "Voisins", tiers: "Tiers", orphelins: "Orphelins", "jeu-zero": "Zéro" } as Record<string, string>,
  callLine: (name: string, chips: number, total: string) => `${name}: ${chips} chips, ${total}`,
  neighboursLine: (number: string, n: number, chips: number, each: string, total: string) =>
    `${number} and ${n} ${plural(n, "neighbour", "neighbours")} each side: ${chips} chips of ${each}, ${total}`,
  placeFor: (total: string) => `Place ${total}`,
  saved: "Saved bets",
  savedEmpty: "No saved bet yet.",
  savedEmptyHint: "Place chips on the layout, then come back here to keep them under a name.",
  savedLine: (spots: number, total: string) => `${count(spots)} ${plural(spots, "spot", "spots")}, ${total}`,
  savedPlace: (name: string) => `Place ${name}`,
  savedDelete: (name: string) => `Delete ${name}`,
  savedName: "Name",
  savedKeep: (total: string) => `Keep what lies on the table (${total})`,
  savedFull: "There is no room for another saved bet. Delete one first.",
  savedNoStorage: "This browser does not store anything. Allow site storage to keep bets.",
  savedFine: "Saved bets stay in this browser. The table checks its limits when they are placed.",

  // spots
  spotName: (name: string, covered: number[]): string => {
    const numbers = [...covered].sort((a, b) => Number(isZero(b)) - Number(isZero(a)) || a - b).map(labelOf); // zeros first
    const list = numbers.join(", ");
    switch (kindOf(name)) {
      case "straight": return `Straight ${numbers[0]}`;
      case "top-line": return `Top line ${list}`;
      case "split": return `Split ${numbers.join(" and ")}`;
      case "street": return `Street ${list}`;
      case "trio": return `Trio ${list}`;
      case "corner": return `Corner ${list}`;
      case "first-four": return `First four ${list}`;
      case "line": return `Line ${numbers[0]} to ${numbers.at(-1)}`;
      case "column": return `Column ${name.slice(-1)}`;
      case "dozen": return t.dozens[Number(name.slice(-1)) - 1]!;
      case "even": return t.evens[name] ?? name;
    }
  },
  dozens: ["1st dozen", "2nd dozen", "3rd dozen"],
  dozensShort: ["1st 12", "2nd 12", "3rd 12"],
  evens: { red: "Red", black: "Black", odd: "Odd", even: "Even", low: "1 to 18", high: "19 to 36" } as Record<string, string>,
  evensShort: { red: "Red", black: "Black", odd: "Odd", even: "Even", low: "1–18", high: "19–36" } as Record<string, string>,
  columnShort: "2:1",
  pays: (n: number) => `pays ${n} to 1`,
  paysShort: (n: number) => `${n} : 1`,
  spotLabel: (spot: string, pays: number, mine: string, held: string) =>
    `${spot}, pays ${pays} to 1${mine ? `, your stake ${mine}` : ""}${held ? `, ${held} of yours held by zero` : ""}`,
  tipLimits: (min: string, max: string, currency: string) => `${min} – ${max} ${currency} each`,
  tipMine: (m: string) => `Yours ${m}`,
  tipHeld: (m: string) => `Held ${m}`,
  tipOthers: (m: string) => `Others ${m}`,
  kindNames: {
    straight: "Straight up", split: "Split", street: "Street", trio: "Trio", corner: "Corner", "first-four": "First four", "top-line": "Top line",
    line: "Line", column: "Column", dozen: "Dozen", even: "Even chance",
  } as Record<string, string>,
  kindHints: {
    straight: "one number, on its field", split: "two numbers, on the line between them",
    street: "three numbers, on the row's outer line", trio: "zero with two neighbours, where three fields meet",
    corner: "four numbers, where their fields meet", "first-four": "0, 1, 2, 3, at zero's outer corner", "top-line": "0, 00, 1, 2, 3, at the zeros' outer corner",
    line: "six numbers, where two rows' outer lines meet", column: "twelve numbers, the field marked 2:1",
    dozen: "twelve numbers", even: "red, black, odd, even, 1–18, 19–36",
  } as Record<string, string>,

  // refusals: what happened, why, what to do
  refusal: (code: string, ask: string, v: { spot: string; limit: string; value: string; chip: string; currency: string }): string => {
    switch (code) {
      case "closed": return ask === "bet" ? "Too late: betting had closed. Nothing was staked." : "Too late: bets stand once betting has closed.";
      case "wrong_round": return "That round is over. Nothing was staked; place it again in this one.";
      case "below_min": return `The least stake here is ${v.limit}. Choose a larger chip.`;
      case "above_spot": return `${v.spot || "This spot"}: limit is ${v.limit}. Your chip of ${v.chip} would make ${v.value}.`;
      case "above_table": return `Table limit is ${v.limit} a round. Your chip of ${v.chip} would make ${v.value}.`;
      case "above_house": return "The table cannot cover more on this for now. Try a smaller stake or another spot.";
      case "bad_step": return `Stakes go in steps of ${v.limit}.`;
      case "nothing": return "There is nothing to take back.";
      case "seat_taken": return "Somebody else has that seat. Nothing was staked; choose another one.";
      case "needs_seat": return "Side bets need a hand of yours at that seat. Nothing was staked.";
      case "own_seat": return "You cannot bet behind yourself. Nothing was staked.";
      case "stale": return "Too late: the hand had moved on. Nothing was staked.";
      case "illegal_play": return "This hand cannot do that. Nothing was staked.";
      case "no_funds": return `Not enough play money: you have ${v.value}. Choose a smaller chip.`;
      case "stopped": return "This account may not stake at the moment.";
      case "guarded": return `Your own limit of ${v.limit} is reached.`;
      case "withdrawn": return "Your last bet did not reach the table before the line broke. Nothing was staked.";
      case "paused": return "The table is paused. Nothing was staked.";
      case "fault": return "The table could not store this bet and has stopped. Nothing was staked.";
      case "bad_spot": case "twice_spot": case "bad_ask": return "The table did not understand that bet. Nothing was staked.";
      default: return `The bet was refused (${code}). Nothing was staked.`;
    }
  },
  failure: (code: string): string => {
    switch (code) {
      case "offline": return "Not connected. Nothing was sent.";
      case "storage": return "This window cannot store anything, so no bet is sent from it. Allow site storage or use another window.";
      case "rate": return "Too fast. The last chip was not placed; place it again.";
      case "busy": return "The table is busy. The chip was not placed; place it again.";
      case "no_owner": return "The table is moving to another server. Nothing was staked; try again in a moment.";
      case "not_signed_in": return "You are watching. Sign in or play as a guest to bet.";
      case "bad_id": return "The clock of this window is off. Reload the page; nothing was staked.";
      case "too_many": return "Too many tables are open in this window. Leave one, then try again.";
      case "conflict": return "This bet's id was used before. Nothing was staked; place it again.";
      case "not_joined": return "The table was not ready. Nothing was staked; place it again.";
      default: return `The bet was not sent (${code}). Nothing was staked.`;
    }
  },

  // connection
  conn: {
    connecting: "Connecting",
    waiting: "Reconnecting",
    safe: (confirmed: number, checking: number) => {
      const parts = [`${count(confirmed)} confirmed`];
      if (checking) parts.push(`${count(checking)} being checked`);
      return `your bets are safe: ${parts.join(", ")}`;
    },
    noBets: "you carry on where you were",
    stopped: {
      version: "This page is older than the server. Reload it to go on.",
      "signed-out": "You were signed out.",
      "too-many": "Too many windows or messages. Close some, then connect again.",
      protocol: "The server does not understand this page. Reload it.",
      closed: "Not connected.",
    } as Record<string, string>,
    reload: "Reload",
    again: "Connect again",
    draining: "The server is about to restart. Your bets are safe; you will be reconnected.",
  },

  // states of a page
  loading: "Loading",
  loadFailed: "This could not be loaded.",
  networkHint: "The server does not answer. It is tried again when you ask.",
  noRoom: "There is no such table.",
  signedOutTitle: "Sign in to see this",
  signedOutHint: "It belongs to a player. Watching tables and reading rules needs no account.",
  forbidden: "This page is for operators.",

  // history
  historyTitle: "Your rounds",
  historyEmpty: "No round yet.",
  historyEmptyHint: "Every round that you bet in is listed here, with its proof.",
  colTime: "Time", colTable: "Table", colRound: "Round", colResult: "Result", colStaked: "Staked", colReturned: "Returned", colNet: "Net", colProof: "Proof",
  sideName: { player: "Player", banker: "Banker", tie: "Tie", dragon: "Dragon", tiger: "Tiger" } as Record<string, string>,
  sideLetter: { player: "P", banker: "B", tie: "=", dragon: "D", tiger: "T" } as Record<string, string>,
  dealerHad: (total: number, natural: boolean) => (natural ? "Dealer: blackjack" : total > 21 ? `Dealer: bust, ${total}` : `Dealer: ${total}`),
  noHands: "No hand",
  more: "Show earlier rounds",
  proof: "Proof",

  // proof of a round
  proofTitle: (n: number) => `Round ${count(n)}`,
  proofLead: "The seed was fixed, and its fingerprint published, before betting opened. From the seed follows the number: your browser has just recomputed both.",
  commitment: "Commitment, published before the round",
  seed: "Seed, revealed after the close",
  seedLater: "The seed is revealed when the round has ended.",
  checkCommitment: "The seed matches the commitment",
  checkNumber: (n: number) => `The seed gives number ${labelOf(n)}`,
  checkIds: "Room, round and events belong together",
  checkFailed: "does not match",
  checkPaid: (m: string) => `Your bets and the number give ${m} back, as you were paid`,
  checkPaidFalse: (told: string, due: string) => `You were paid ${told}; your bets and the number give ${due}`,
  exportRound: "Save this round",
  recallRound: "Watch the replay",
  anyRound: "Check it without this server",
  events: "What happened",
  yourEvents: "Your bets",
  phaseWord: { none: "sealed", open: "betting", closed: "closed", settled: "settled", void: "void" } as Record<string, string>,
  eventWord: {
    opened: "Betting opened", deadline: "Deadline moved", closed: "Betting closed", result: "Result", voided: "Void", placed: "Bet placed",
    takenBack: "Bet taken back", held: "Held by zero", paid: "Paid", verdict: "Answer", "room.sealed": "Next round sealed", "room.revealed": "Seed revealed", "room.paused": "Paused",
    "room.unpaused": "Opened again", "room.resumed": "Went on after an interruption",
  } as Record<string, string>,

  // verify, rounds and replay
  verify: "Verify",
  verifyTitle: "Verify a round",
  verifyLead: "Paste or open a saved round. Its seed, and what your own bets were paid, are checked here, by this page alone: nothing is asked of the server, on any line.",
  verifyPaste: "The round as saved (JSON)",
  verifyOpen: "Open a file",
  verifyFetch: "Fetch by round id",
  verifyFetchAct: "Fetch",
  verifyRun: "Check",
  verifyTrue: (n: number) => `True: this round's number is ${labelOf(n)}.`,
  verifyFalse: "Something does not fit. Do not trust this record.",
  verifyVoid: "True as far as it goes: the round has no result.",
  verifyWhy: {
    unreadable: "This is not a saved round. Use the file from “Save this round”, whole and unchanged.",
    unfinished: "This round's seed was not revealed when it was saved. Save it again after it has ended.",
    game: "This page does not know that game.",
  } as Record<string, string>,
  verifyHow: "How it is checked",
  verifySteps: [
    "The commitment, published before betting opened, must be SHA-256 of “croupier.seal.v1”, room, round and rules version (8 bytes each, big-endian), and the seed.",
    "The number must be the first draw below the number of pockets from the stream HMAC-SHA256(seed, “croupier.draw.v1”, 1, block): 8 bytes at a time, those that would favour a pocket rejected.",
    "Where the record holds bets of your own, each is settled again on that number by the payouts of the layout, and must give what you were told: spot by spot, and what zero halved, held or gave back.",
    "A spin of a slot machine follows from three things: the house's seed, whose fingerprint is SHA-256 of “croupier.pair.v1”, room, first round and seed; your own seed; and the spin's number. HMAC-SHA256(house's seed, “croupier.session.v1”, room, number, your seed) is the round's seed, its draws are the reels, and the machine's tables say what they win.",
    "This page brings its own SHA-256, so it works without HTTPS and without a network once it is open.",
  ],
  roundsTitle: (name: string) => `Rounds of ${name}`,
  roundsLead: "Every round of this table, open to anyone, newest first.",
  roundsEmpty: "No round has ended here yet.",
  replay: "Replay",
  replayTitle: (n: number) => `Replay of round ${count(n)}`,
  replayNote: "This is a replay, not a live round. Nothing can be staked.",
  replayOf: (when: string) => `Played ${when}`,
  replayAgain: "Play again",
  replaySkip: "To the result",
  replayNone: "This round cannot be replayed: it has no result.",
  replaySpeed: "Betting is shortened; the ball runs at its own speed.",

  // rules
  rulesTitle: (name: string) => `Rules of ${name}`,
  rulesLead: (pockets: number) => `${pockets === 38 ? "American roulette: 38 pockets, zero and double zero." : "37 numbers, one zero."} A bet wins if the ball lands in a number that it covers.`,
  rulesBet: "Bet", rulesPays: "Pays", rulesLimit: "Limit each", rulesChance: "Chance", rulesReturn: "Comes back on average",
  rulesText: (o: { betS: number; landS: number; min: string; table: string; currency: string; step: string; pockets: number; zero: string }) => [
    `Betting is open for ${o.betS} seconds. A click on the layout sends the chosen chip at once; until betting closes it can be undone or cleared, and the stake comes back in full.`,
    `A bet counts when the table has confirmed it; chips that are still being checked are drawn pale. After the close no bet is taken, whatever the line did.`,
    `The number is drawn right after the close from a seed that was sealed a round ahead, and shown ${o.landS} seconds later, when the ball lands. Payouts are booked with the draw and shown with the ball.`,
    `The least stake is ${o.min} ${o.currency} a spot, in steps of ${o.step} ${o.currency}; a player may stake up to ${o.table} ${o.currency} a round. The limits of each bet are in the table.`,
    `If your line breaks, confirmed bets stand and are settled without you. If the table's server fails, another one goes on with the same round and the same sealed seed; a round that cannot go on is void and all stakes go back.`,
    ...(o.zero === "partage" ? ["La partage: when zero comes, half of every stake on red, black, odd, even, low and high comes back. The other half is lost."] : []),
    ...(o.zero === "prison" ? ["En prison: when zero comes, stakes on red, black, odd, even, low and high are held for the next number. If their spot wins then, they come back and win nothing; zero holds them on; any other number takes them."] : []),
    o.pockets === 38
      ? "On average 94.74 % of stakes come back (36 of 38); on the top line 92.11 % (35 of 38)."
      : o.zero === "partage" || o.zero === "prison" ? "On average 97.30 % of stakes come back (36 of 37), and 98.65 % (73 of 74) on even chances."
      : "On average 97.30 % of stakes come back (36 of 37), on every bet of this layout.",
  ],

  // operator
  operatorTitle: "Tables",
  operatorLead: "Pausing lets the round under way end; no further one opens. Voiding gives every stake of the round under way back; it can be done while betting is open, or when the round's source is lost.",
  opColTable: "Table", opColPhase: "Phase", opColRound: "Round", opColPlayers: "Players", opColWatching: "Watching", opColNode: "Node",
  opColTerm: "Term", opColSeq: "Seq", opColQueue: "Queue", opColAct: "Acts", opColState: "State",
  pause: "Pause", unpause: "Open again",
  stateLive: "live", statePaused: "paused", stateDown: "no owner", stateLost: "source lost",
  sourceLostTitle: (name: string) => `${name} stands still`,
  sourceLost: (round: number) => `Round ${count(round)} is closed, and the key of its sealed source is not on the server, so no number can be drawn. Its stakes are kept.`,
  sourceLostDo: "Bring the missing key back into the server's key folder: it is looked for every ten seconds, and the round is then settled from its source. Only if the key is gone for good, void the round.",
  untoldShoeTitle: (name: string) => `${name}: a shoe without its proof`,
  untoldShoe: (round: number) => `The shoe that round ${count(round)} shuffled has ended, and the key of its sealed source is not on the server. Its rounds were paid by its cards, but nobody can check them. Bring the keys of that time back before the shoe in use ends as well.`,
  voidAct: "Void",
  voidActOf: (round: number, name: string) => `Void round ${count(round)} of ${name}`,
  voidTitle: (round: number) => `Void round ${count(round)}?`,
  voidSays: (name: string) => `Every stake of this round at ${name} goes back to who placed it, and the round ends without a number. Then the table goes on with its next round.`,
  voidFinal: "A void cannot be taken back. It is kept in the log as an incident, with your name and your reason.",
  voidWhyField: "Reason, which everyone at the table reads",
  voidLeft: (n: number) => (n >= 0 ? `${count(n)} of 200 bytes left` : `${count(-n)} ${plural(-n, "byte", "bytes")} too long`),
  voidKeep: "Keep the round",
  voidOver: "Betting on this round has closed: it is settled by its number, and cannot be voided any more. Nothing has changed.",
  voidDone: (round: number, name: string) => `Round ${count(round)} of ${name} is void: every stake went back.`,
  voidUnknown: "There was no answer, so it is not known whether the round is void. Look at the table's phase; the same void can be asked for again.",
  updated: (when: string) => `Updated ${when}`,

  httpError: (code: string): string => {
    const words: Record<string, string> = {
      network: "The server does not answer.",
      bad_credentials: "Name and password do not match.",
      wrong_credentials: "Name and password do not match.",
      name_taken: "This name is taken. Choose another.",
      bad_name: "A name has 3 to 20 letters, digits, dots or dashes.",
      weak_password: "Choose a longer or less common password.",
      bad_password: "Choose a longer or less common password.",
      under_age: "You must be of age to play.",
      rate: "Too many tries. Wait a moment.",
      not_broke: "Top-up is for when you have less than 10.00 FUN.",
      not_signed_in: "You are not signed in.",
      no_machine: "There is no such machine.",
      full: "This server holds as many sessions as it can. Try again in a while.",
    };
    return words[code] ?? `That did not work (${code}).`;
  },
};

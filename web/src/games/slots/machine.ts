// A machine as its sheet describes it: the very file that is dealt. Amounts are
// coins; what a coin is worth is the player's choice of a list.

export interface SymbolFile { name: string; role?: "wild" | "scatter" | "bonus"; pays?: number[] }
export interface ReelFile { strip: string; weights?: number[] }
export interface MachineFile {
  game: string; version: number; title: string; kind: "lines" | "ways"; rows: number; cost: number; return: string;
  symbols: SymbolFile[];
  wild?: { times: number; each?: boolean };
  groups?: { name: string; of: string[]; pays: number[] }[];
  lines?: number[][];
  reels: ReelFile[];
  scatter?: { pays: number[] };
  free?: { awards: number[]; again?: number[]; spinsMax: number; times: number; reels?: ReelFile[] };
  tumble?: { ladder: number[]; freeLadder?: number[] };
  bonuses?: { symbol: string; count: number; draws: number; prizes: { coins: number; weight: number }[] }[];
  gamble?: { stepsMax: number; winTimesMax: number };
  maxWinTimes?: number;
}

export interface Options { coins: number[]; cycleMs: number; landMs: number; decideMs: number; allowanceMinor: number; seat?: number }

/** What is known of the odds, computed from the tables themselves. */
export interface OddsFigures {
  hitRate: string; topCoins: number; topOneIn: string; deviation: string; trigger?: string; freeMean?: string;
}

export interface MachineSheet {
  machine: MachineFile;
  options: Options;
  stakesMinor: number[];
  winMaxCoins: number;
  returnPercent: string;
  reels: number;
  /** By mode, the strips as lists of names. */
  strips: { paid: string[][]; free: string[][] };
}

/** Reads the sheet of GET /api/rooms/{room}; a machine of any shape the rules allow. */
export function readMachine(sheet: unknown, options?: unknown): MachineSheet {
  const s = sheet as { machine: MachineFile; options?: Options; stakesMinor?: number[]; winMaxCoins?: number; returnPercent: string };
  const o = (options ?? s.options) as Options;
  const cut = (reels: ReelFile[]) => reels.map((r) => r.strip.split(" ").filter(Boolean));
  const m = s.machine;
  return {
    machine: m, options: o, reels: m.reels.length, returnPercent: s.returnPercent, winMaxCoins: s.winMaxCoins ?? 0,
    stakesMinor: s.stakesMinor ?? o.coins.map((c) => c * m.cost),
    strips: { paid: cut(m.reels), free: cut(m.free?.reels ?? m.reels) },
  };
}

export function isMachine(game: string): boolean {
  return game.startsWith("slots-");
}

/** What a run of a symbol or group pays by its length, without the empty ends. */
export function paysOf(pays: number[] | undefined): { count: number; coins: number }[] {
  return (pays ?? []).map((coins, i) => ({ count: i + 1, coins })).filter((p) => p.coins > 0).reverse();
}

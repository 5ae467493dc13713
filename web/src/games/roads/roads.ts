// The roads of a shoe as tables draw them, kept hand by hand: the same rules as
// games/baccarat/roads.go (figures d2), over the names of any two sides. Pure.

/** A hand on the bead road. */
export interface Bead { win: string; points?: number; playerPair?: boolean; bankerPair?: boolean; suited?: boolean }

/** A run of wins of one side, and the row, from 0, of the win that each tie followed. */
export interface Column { win: string; depth: number; ties?: number[] }

/** Big road, and the derived ones as icons in a row: r red, b blue. */
export interface Roads { big: Column[]; leadTies: number; bigEye: string; small: string; cockroach: string }

export const tie = "tie";
export const noRoads: Roads = { big: [], leadTies: 0, bigEye: "", small: "", cockroach: "" };

/** The roads with one more hand. */
export function withHand(r: Roads, win: string): Roads {
  const last = r.big.at(-1);
  if (win === tie) {
    if (!last) return { ...r, leadTies: r.leadTies + 1 };
    return { ...r, big: [...r.big.slice(0, -1), { ...last, ties: [...(last.ties ?? []), last.depth - 1] }] };
  }
  const big = last?.win === win ? [...r.big.slice(0, -1), { ...last, depth: last.depth + 1 }] : [...r.big, { win, depth: 1 }];
  return { ...r, big, bigEye: r.bigEye + iconOf(big, 1), small: r.small + iconOf(big, 2), cockroach: r.cockroach + iconOf(big, 3) };
}

export function roadsOf(beads: readonly Bead[]): Roads {
  return beads.reduce((r, b) => withHand(r, b.win), noRoads);
}

/** What the newest win puts on the derived road that looks k columns back; nothing while there are too few. */
function iconOf(big: Column[], k: number): string {
  const n = big.length - 1;
  const row = big[n]!.depth;
  if (row === 1) { // a new column: were the one before it and its model as long?
    const model = big[n - 1 - k];
    return model ? colour(big[n - 1]!.depth === model.depth) : "";
  }
  const model = big[n - k];
  return model ? colour(row !== model.depth + 1) : "";
}

const colour = (regular: boolean) => (regular ? "r" : "b");

/** What a side's win would put on the derived roads; empty where nothing. */
export interface Next { bigEye: string; small: string; cockroach: string }

export function nextIcons(r: Roads, win: string): Next {
  const after = withHand(r, win);
  return { bigEye: after.bigEye.slice(r.bigEye.length), small: after.small.slice(r.small.length), cockroach: after.cockroach.slice(r.cockroach.length) };
}

/** A place on a drawn road, from 0. */
export interface Cell { column: number; row: number }

/**
 * Draws runs on a grid of so many rows, one cell for each icon in their order: a
 * run goes down its column, and where it meets the bottom or an icon it turns
 * right (the dragon's tail). The next run begins in the first free column after
 * the head of the one before.
 */
export function layoutOf(runs: readonly number[], rows: number): Cell[] {
  const taken = new Set<string>();
  const key = (c: Cell) => `${c.column}/${c.row}`;
  const cells: Cell[] = [];
  let head = 0;
  for (const run of runs) {
    while (taken.has(key({ column: head, row: 0 }))) head += 1;
    let at: Cell = { column: head, row: 0 };
    let tail = false;
    for (let i = 0; i < run; i++) {
      if (i > 0) {
        const below = { column: at.column, row: at.row + 1 };
        tail ||= below.row === rows || taken.has(key(below));
        at = tail ? { column: at.column + 1, row: at.row } : below;
      }
      taken.add(key(at));
      cells.push(at);
    }
    head += 1;
  }
  return cells;
}

/** The lengths of the runs of one letter. */
export function runsOf(icons: string): number[] {
  const runs: number[] = [];
  for (let i = 0; i < icons.length; i++) {
    if (i > 0 && icons[i] === icons[i - 1]) runs[runs.length - 1]! += 1;
    else runs.push(1);
  }
  return runs;
}

/** An icon of the big road: a win, and the ties that followed it; the ties before the first win lie on it too. */
export interface BigIcon extends Bead { ties: number }

/** The icons of the big road in their order. Ties alone leave one without a winner. */
export function bigIcons(beads: readonly Bead[]): BigIcon[] {
  const icons: BigIcon[] = [];
  let lead = 0;
  for (const b of beads) {
    const last = icons.at(-1);
    if (b.win !== tie) icons.push({ ...b, ties: last ? 0 : lead });
    else if (last) last.ties += 1;
    else lead += 1;
  }
  return icons.length === 0 && lead > 0 ? [{ win: tie, ties: lead }] : icons;
}

/** How often each side won in the shoe, and what else is counted. */
export function countOf(beads: readonly Bead[], what: (b: Bead) => boolean): number {
  return beads.filter(what).length;
}

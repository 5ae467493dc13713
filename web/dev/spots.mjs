// The 157 spots of European roulette, as the server's sheet lists them.

const pays = { straight: 35, split: 17, street: 11, trio: 11, corner: 8, "first-four": 8, line: 5, column: 2, dozen: 2, even: 1 };
const limits = { straight: 50_000, split: 100_000, street: 150_000, trio: 150_000, corner: 200_000, firstFour: 200_000, line: 300_000, column: 500_000, dozen: 500_000, even: 1_000_000 };
const reds = new Set([1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36]);
const numbers = Array.from({ length: 36 }, (_, i) => i + 1);

export function makeSpots() {
  const spots = [];
  const add = (kind, spot, covers) => spots.push({ spot, kind, covers, pays: pays[kind] });
  for (let n = 0; n <= 36; n++) add("straight", `straight:${n}`, [n]);
  for (const n of [1, 2, 3]) add("split", `split:0/${n}`, [0, n]);
  for (const n of numbers) {
    if (n % 3) add("split", `split:${n}/${n + 1}`, [n, n + 1]);
    if (n <= 33) add("split", `split:${n}/${n + 3}`, [n, n + 3]);
    if (n % 3 === 1) add("street", `street:${n}`, [n, n + 1, n + 2]);
    if (n % 3 && n <= 32) add("corner", `corner:${n}`, [n, n + 1, n + 3, n + 4]);
    if (n % 3 === 1 && n <= 31) add("line", `line:${n}`, [0, 1, 2, 3, 4, 5].map((k) => n + k));
  }
  add("trio", "trio:0/1/2", [0, 1, 2]);
  add("trio", "trio:0/2/3", [0, 2, 3]);
  add("first-four", "first-four", [0, 1, 2, 3]);
  for (const c of [1, 2, 3]) add("column", `column:${c}`, numbers.filter((n) => (n - c) % 3 === 0));
  for (const d of [1, 2, 3]) add("dozen", `dozen:${d}`, numbers.filter((n) => Math.ceil(n / 12) === d));
  add("even", "red", numbers.filter((n) => reds.has(n)));
  add("even", "black", numbers.filter((n) => !reds.has(n)));
  add("even", "odd", numbers.filter((n) => n % 2));
  add("even", "even", numbers.filter((n) => n % 2 === 0));
  add("even", "low", numbers.filter((n) => n <= 18));
  add("even", "high", numbers.filter((n) => n > 18));
  return spots;
}

export const spotLimits = limits;

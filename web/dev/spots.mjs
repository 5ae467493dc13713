// The spots of roulette's felts, as the server's sheets list them: 157 with one
// zero, 161 with two (the double zero is number 37). And the calls of the wheel.

const pays = { straight: 35, split: 17, street: 11, trio: 11, corner: 8, "first-four": 8, "top-line": 6, line: 5, column: 2, dozen: 2, even: 1 };
const limits = { straight: 50_000, split: 100_000, street: 150_000, trio: 150_000, corner: 200_000, firstFour: 200_000, topLine: 200_000, line: 300_000, column: 500_000, dozen: 500_000, even: 1_000_000 };
const reds = new Set([1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36]);
const numbers = Array.from({ length: 36 }, (_, i) => i + 1);

export function makeSpots(zeros = 1) {
  const spots = [];
  const add = (kind, spot, covers) => spots.push({ spot, kind, covers, pays: pays[kind] });
  for (let n = 0; n <= 36; n++) add("straight", `straight:${n}`, [n]);
  if (zeros === 2) add("straight", "straight:00", [37]);
  if (zeros === 1) for (const n of [1, 2, 3]) add("split", `split:0/${n}`, [0, n]);
  else for (const [name, covers] of [["0/00", [0, 37]], ["0/1", [0, 1]], ["0/2", [0, 2]], ["00/2", [2, 37]], ["00/3", [3, 37]]]) add("split", `split:${name}`, covers);
  for (const n of numbers) {
    if (n % 3) add("split", `split:${n}/${n + 1}`, [n, n + 1]);
    if (n <= 33) add("split", `split:${n}/${n + 3}`, [n, n + 3]);
    if (n % 3 === 1) add("street", `street:${n}`, [n, n + 1, n + 2]);
    if (n % 3 && n <= 32) add("corner", `corner:${n}`, [n, n + 1, n + 3, n + 4]);
    if (n % 3 === 1 && n <= 31) add("line", `line:${n}`, [0, 1, 2, 3, 4, 5].map((k) => n + k));
  }
  add("trio", "trio:0/1/2", [0, 1, 2]);
  if (zeros === 1) {
    add("trio", "trio:0/2/3", [0, 2, 3]);
    add("first-four", "first-four", [0, 1, 2, 3]);
  } else {
    add("trio", "trio:0/00/2", [0, 2, 37]);
    add("trio", "trio:00/2/3", [2, 3, 37]);
    add("top-line", "top-line", [0, 1, 2, 3, 37]);
  }
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

const call = (name, ...on) => ({ name, chips: on.reduce((n, [, chips]) => n + chips, 0), spots: on.map(([spot, chips]) => ({ spot, chips })) });

export const calls = [
  call("voisins", ["trio:0/2/3", 2], ["split:4/7", 1], ["split:12/15", 1], ["split:18/21", 1], ["split:19/22", 1], ["split:32/35", 1], ["corner:25", 2]),
  call("tiers", ["split:5/8", 1], ["split:10/11", 1], ["split:13/16", 1], ["split:23/24", 1], ["split:27/30", 1], ["split:33/36", 1]),
  call("orphelins", ["straight:1", 1], ["split:6/9", 1], ["split:14/17", 1], ["split:17/20", 1], ["split:31/34", 1]),
  call("jeu-zero", ["split:0/3", 1], ["split:12/15", 1], ["split:32/35", 1], ["straight:26", 1]),
];

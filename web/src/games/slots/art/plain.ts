// A machine that nobody drew: each symbol a plaque with its name, in a tint of
// its own. Names come from an operator's file: nothing of them is read as markup.
import type { Art } from "./art";

const tints = ["#3d6f8e", "#8a4f7d", "#4d7a4a", "#a2623a", "#6a5aa0", "#9a4248", "#3f7d78", "#82762f", "#5b6470"];
const escape = (s: string) => s.replace(/[^\p{L}\p{N} .-]/gu, "");

export function plain(game: string, symbols: string[]): Art {
  const draw = (name: string, i: number) => {
    const word = escape(name).slice(0, 9);
    const size = word.length <= 2 ? 44 : word.length <= 4 ? 26 : Math.min(22, 130 / word.length);
    return `<path d="M50 4l40 16v60L50 96 10 80V20z" fill="${tints[i % tints.length]}"/><path d="M50 11l33 13v52L50 89 17 76V24z" fill="none" stroke="#f3ead7" stroke-width="2.400"/><text x="50" y="${50 + size * 0.35}" text-anchor="middle" font-family="Inter, system-ui, sans-serif" font-weight="700" font-size="${size}" fill="#fffaf0">${word}</text>`;
  };
  return {
    key: "plain", names: {}, symbols: Object.fromEntries(symbols.map((s, i) => [s, draw(s, i)])),
    backdrop: `<rect width="1440" height="800" fill="var(--h-sky1)"/><g fill="none" stroke="var(--h-sky3)" stroke-width="2">${Array.from({ length: 12 }, (_, i) => `<circle cx="720" cy="800" r="${120 + i * 80}"/>`).join("")}</g><!-- ${escape(game)} -->`,
  };
}

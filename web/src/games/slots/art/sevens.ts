// Old Sevens: enamel, lacquer and brass of a three-reel machine of the thirties.
// Heavy outlines, flat inks, ivory paper.
import type { Art } from "./art";

const ink = "#1d1012";
const gold = "#dfae43";
const goldDark = "#a87720";
const red = "#c5262c";
const redDark = "#8d151d";
const line = `stroke="${ink}" stroke-width="3.400" stroke-linejoin="round"`;

const plate = (y: number, h: number, size: number) =>
  `<path d="M6 ${y}h88v${h}H6z" fill="${gold}" ${line}/><path d="M10.500 ${y + 4.500}h79v${h - 9}h-79z" fill="${ink}"/><path d="M10.500 ${y + 4.500}h79v2h-79z" fill="#4a3a3c"/><text x="50" y="${y + h / 2 + size * 0.355}" text-anchor="middle" font-family="Inter, system-ui, sans-serif" font-weight="900" font-size="${size}" letter-spacing="${size * 0.14}" fill="#f6e9c8">BAR</text>`;

const symbols: Record<string, string> = {
  joker: `<path d="M30 84c2-10 10-14 20-14s18 4 20 14z" fill="#2b6a50" ${line}/><path d="M22 88l9-12 9 12 10-12 10 12 9-12 9 12v4H22z" fill="${gold}" ${line}/><path d="M32 36h36v22c0 12-8 19-18 19s-18-7-18-19z" fill="#f4e2c2" ${line}/><path d="M50 36h16v22c0 12-7 17-16 17z" fill="#e2c8a0"/>
<path d="M34 41C22 44 12 40 8 52 2 34 12 20 30 22c0-10 8-16 20-16s20 6 20 16c18-2 28 12 22 30-4-12-14-8-26-11-4-5-10-6-16-6s-12 1-16 6z" fill="${red}" ${line}/><path d="M50 6c12 0 20 6 20 16 18-2 28 12 22 30-4-12-14-8-26-11-4-5-10-6-16-6z" fill="#2b6a50" ${line}/><path d="M38 24l12-17 12 17-12 11z" fill="${gold}" ${line}/><circle cx="8" cy="55" r="5" fill="${gold}" ${line}/><circle cx="92" cy="55" r="5" fill="${gold}" ${line}/>
<path d="M39 50q4-4 8 0M53 50q4-4 8 0" stroke="${ink}" stroke-width="2.600" fill="none" stroke-linecap="round"/><circle cx="43" cy="52.500" r="1.900" fill="${ink}"/><circle cx="57" cy="52.500" r="1.900" fill="${ink}"/><path d="M40 60q10 12 20 0-10 4-20 0z" fill="${red}" stroke="${ink}" stroke-width="1.800"/><circle cx="37" cy="58" r="2.600" fill="#e58b77"/><circle cx="63" cy="58" r="2.600" fill="#e58b77"/>
<path d="M6 82h88v16H6z" fill="${ink}"/><text x="50" y="95" text-anchor="middle" font-family="Inter, system-ui, sans-serif" font-weight="900" font-size="13.500" letter-spacing="3" fill="${gold}">JOKER</text>`,
  seven: `<path d="M14 9h74v19L57 95H27l29-60H31v11H14z" fill="${gold}" stroke="${ink}" stroke-width="8" stroke-linejoin="round"/><path d="M14 9h74v19L57 95H27l29-60H31v11H14z" fill="${gold}" stroke="${gold}" stroke-width="2.600" stroke-linejoin="round"/><path d="M19 14h64v13L54 90H35l29-60H26v11h-7z" fill="${red}"/><path d="M83 14v13L54 90h-8l31-64V14z" fill="${redDark}"/><path d="M22 18h52v3.500H22z" fill="#f08a78"/>`,
  bar3: plate(6, 30, 20) + plate(35, 30, 20) + plate(64, 30, 20),
  bar2: plate(14, 36, 25) + plate(50, 36, 25),
  bar1: plate(28, 44, 28),
  bell: `<path d="M50 5c-6 0-9 4-9 8C26 17 19 31 19 49c0 15-4 21-11 28h84c-7-7-11-13-11-28 0-18-7-32-22-36 0-4-3-8-9-8z" fill="${gold}" ${line}/><path d="M50 5c6 0 9 4 9 8 15 4 22 18 22 36 0 15 4 21 11 28H62c6-18 8-50-12-72z" fill="${goldDark}"/><path d="M29 50c0-12 4-21 11-26" stroke="#f9e3a4" stroke-width="6" fill="none" stroke-linecap="round"/><path d="M39 78a11 11 0 0022 0z" fill="${redDark}" ${line}/><path d="M8 77h84v6H8z" fill="#f0cb70" ${line}/>`,
  cherry: `<path d="M32 60C36 36 50 18 74 10M72 64C76 44 78 26 74 10" fill="none" stroke="${ink}" stroke-width="7" stroke-linecap="round"/><path d="M32 60C36 36 50 18 74 10M72 64C76 44 78 26 74 10" fill="none" stroke="#4f8a3f" stroke-width="3" stroke-linecap="round"/><path d="M74 10C56 2 40 8 34 20c16 8 32 4 40-10z" fill="#4f8a3f" ${line}/><path d="M74 10C62 12 48 14 34 20" stroke="${ink}" stroke-width="2" fill="none"/><circle cx="29" cy="74" r="21" fill="${red}" ${line}/><path d="M33 54a21 21 0 01-4 40c14-6 18-28 4-40z" fill="${redDark}"/><path d="M17 70q2-7 8-9" stroke="#f6a295" stroke-width="4.600" fill="none" stroke-linecap="round"/><circle cx="72" cy="77" r="19" fill="${red}" ${line}/><path d="M76 59a19 19 0 01-4 36c13-6 16-26 4-36z" fill="${redDark}"/><path d="M61 73q2-6 7-8" stroke="#f6a295" stroke-width="4.200" fill="none" stroke-linecap="round"/>`,
  plum: `<path d="M54 24c0-8 3-13 9-18" stroke="${ink}" stroke-width="5" fill="none" stroke-linecap="round"/><path d="M58 18c12-12 26-10 34-2-8 10-22 12-34 2z" fill="#4f8a3f" ${line}/><path d="M50 22c24-6 40 10 40 34S74 95 50 95 10 80 10 56s16-40 40-34z" fill="#6b3a86" ${line}/><path d="M58 24c22 0 30 14 30 32 0 22-15 37-36 37 16-16 20-48 6-69z" fill="#48225e"/><path d="M22 52c2-10 8-16 16-18" stroke="#c3a0d4" stroke-width="6" fill="none" stroke-linecap="round"/>`,
  lemon: `<path d="M6 58c-2-6 4-8 6-12 8-18 24-28 42-26 14 1 26 8 32 18 3 4 9 4 9 10s-5 6-6 11c-5 18-22 31-43 30-16-1-28-8-34-20-2-4-5-6-6-11z" fill="#f0cd3a" ${line}/><path d="M64 21c10 3 17 9 21 17 3 4 9 4 9 10s-5 6-6 11c-5 18-22 30-42 29 28-10 36-44 18-67z" fill="#cfa21d"/><path d="M22 50c5-10 13-16 24-18" stroke="#fdf3b4" stroke-width="6" fill="none" stroke-linecap="round"/><g fill="#a57f10"><circle cx="44" cy="62" r="1.800"/><circle cx="56" cy="54" r="1.800"/><circle cx="52" cy="74" r="1.800"/><circle cx="34" cy="70" r="1.800"/><circle cx="64" cy="66" r="1.800"/></g><path d="M54 20C50 8 60 2 72 4c0 10-8 16-18 16z" fill="#4f8a3f" ${line}/>`,
};

const rays = Array.from({ length: 36 }, (_, i) => {
  const at = (deg: number) => [720 + 1400 * Math.cos((deg * Math.PI) / 180), 620 - 1400 * Math.sin((deg * Math.PI) / 180)].map((v) => v.toFixed(1)).join(" ");
  return `M720 620L${at(i * 5 + 0.2)}L${at(i * 5 + 2.5)}z`;
}).join("");
const tiles = Array.from({ length: 9 }, (_, r) => Array.from({ length: 25 }, (_, c) => ((r + c) % 2 ? "" : `M${c * 120 - 780} ${r * 120}h120v120h-120z`)).join("")).join("");
const bulbs = Array.from({ length: 31 }, (_, i) => `<circle cx="${i * 48}" cy="${58 + 10 * Math.sin((i * Math.PI) / 15)}" r="8"/>`).join("");
const fold = (x: number, flip: number) => [0, 1, 2, 3, 4].map((i) => `<path d="M${x + flip * i * 38} 0q${flip * 30} 300 ${flip * -8} 640h${flip * 34}q${flip * 20}-330 ${flip * 12}-640z" fill="var(--s-${i % 2 ? "drape1" : "drape2"})"/>`).join("");

const backdrop = `<rect width="1440" height="800" fill="var(--s-wall)"/><path d="${rays}" fill="var(--s-ray)"/><circle cx="720" cy="620" r="430" fill="none" stroke="var(--s-trim)" stroke-width="3"/><circle cx="720" cy="620" r="446" fill="none" stroke="var(--s-trim)" stroke-width="10"/><circle cx="720" cy="620" r="462" fill="none" stroke="var(--s-trim)" stroke-width="3"/>
<rect y="640" width="1440" height="160" fill="var(--s-floor1)"/><g transform="translate(720 640) scale(1 .35) skewX(0)"><path transform="translate(-720 0)" d="${tiles}" fill="var(--s-floor2)"/></g><rect y="626" width="1440" height="16" fill="var(--s-trim)"/><rect y="622" width="1440" height="4" fill="var(--s-dark)"/>
${fold(0, 1)}${fold(1440, -1)}<path d="M0 0h1440v34q-45 40-90 0t-90 0-90 0-90 0-90 0-90 0-90 0-90 0-90 0-90 0-90 0-90 0-90 0-90 0-90 0-90 0z" fill="var(--s-drape1)"/><path d="M0 0h1440v12H0z" fill="var(--s-trim)"/><g fill="var(--s-bulb)">${bulbs}</g>`;

export const sevens: Art = {
  key: "sevens", symbols, backdrop,
  names: { joker: "Joker", seven: "Seven", bar3: "Triple bar", bar2: "Double bar", bar1: "Bar", bars: "Any bars", bell: "Bell", cherry: "Cherry", plum: "Plum", lemon: "Lemon" },
};

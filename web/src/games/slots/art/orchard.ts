// Windfall Orchard: gouache on seed-packet paper. Fruit in three tones each, and
// letters painted on the stakes that name the rows.
import type { Art } from "./art";

const leaf = "#6f9a4a";
const leafDark = "#41682f";
const bark = "#6b4a2f";

const sprig = (x: number, y: number, turn: number, size = 1) =>
  `<g transform="translate(${x} ${y}) rotate(${turn}) scale(${size})"><path d="M0 0c10-14 26-14 36-6C30 6 14 12 0 0z" fill="${leaf}"/><path d="M0 0c12-2 24-4 36-6C30 6 14 12 0 0z" fill="${leafDark}"/></g>`;

/** A stake of the row, with its letter. */
const stake = (l: string, paint: string, light: string) =>
  `<path d="M45 60h10v34l-5 6-5-6z" fill="#8d6a45"/><path d="M50 60h5v34l-5 6z" fill="${bark}"/><path d="M14 12l70-4c4 0 7 2 7 6l2 50c0 4-2 7-6 7l-72 3c-4 0-7-2-7-6L7 19c0-4 3-7 7-7z" fill="#c99a63"/><path d="M14 16l70-4c2 0 3 1 3 3l2 48c0 3-1 4-3 4l-71 3c-2 0-3-1-3-3L11 20c0-2 1-4 3-4z" fill="#f4e7cb"/><path d="M18 27c20-3 44 1 64-2M17 58c22 3 42-2 68 1" stroke="#e3d0a9" stroke-width="2" fill="none"/>
<text x="50" y="60" text-anchor="middle" font-family="Fraunces Variable, Fraunces, Georgia, serif" font-size="${l.length > 1 ? 44 : 52}" font-weight="700" fill="${paint}">${l}</text><circle cx="19" cy="22" r="2" fill="${bark}"/><circle cx="82" cy="19" r="2" fill="${bark}"/><circle cx="84" cy="61" r="2" fill="${bark}"/><circle cx="19" cy="64" r="2" fill="${bark}"/>
<g transform="translate(20 92) rotate(-24) scale(.7)"><path d="M0 0c10-14 26-14 36-6C30 6 14 12 0 0z" fill="${light}"/></g><g transform="translate(80 94) rotate(204) scale(.6)"><path d="M0 0c10-14 26-14 36-6C30 6 14 12 0 0z" fill="${leafDark}"/></g>`;

const petal = (turn: number) => `<g transform="rotate(${turn} 50 50)"><path d="M50 50C34 40 30 14 44 8c3-1 5 2 6 4 1-2 3-5 6-4 14 6 10 32-6 42z" fill="#fbe3e6"/><path d="M50 50c16-10 20-36 6-42-3-1-5 2-6 4z" fill="#f2bcc8"/><path d="M50 46V30" stroke="#dd8499" stroke-width="1.600"/></g>`;

const symbols: Record<string, string> = {
  cherry: `<path d="M34 62C36 38 48 20 66 10M70 66C72 44 72 28 66 10" fill="none" stroke="${leafDark}" stroke-width="3.600" stroke-linecap="round"/>${sprig(64, 12, 14, 0.95)}<circle cx="31" cy="73" r="22" fill="#b21e31"/><path d="M31 51a22 22 0 010 44c12-6 16-34 0-44z" fill="#861225"/><ellipse cx="23" cy="66" rx="5" ry="7.500" fill="#ef8d88" transform="rotate(24 23 66)"/><circle cx="71" cy="75" r="20" fill="#c3283a"/><path d="M71 55a20 20 0 010 40c11-6 14-30 0-40z" fill="#931829"/><ellipse cx="64" cy="69" rx="4.500" ry="6.500" fill="#f29b94" transform="rotate(24 64 69)"/>`,
  plum: `<path d="M52 22c0-8 4-14 10-18" stroke="${bark}" stroke-width="4" fill="none" stroke-linecap="round"/>${sprig(55, 17, -150, 0.9)}${sprig(60, 14, 22, 0.8)}<path d="M50 20c26-6 42 12 42 36S74 96 50 96 8 80 8 56s16-42 42-36z" fill="#6a3572"/><path d="M50 20c26-6 42 12 42 36S74 96 50 96c18-16 20-54 0-76z" fill="#4a2153"/><path d="M50 20c-8 20-9 50 0 76" stroke="#351640" stroke-width="2.400" fill="none"/><path d="M18 52c2-12 9-20 18-23" stroke="#b58bc0" stroke-width="7" fill="none" stroke-linecap="round"/><path d="M20 68c1 5 3 8 6 11" stroke="#8f5f9b" stroke-width="4" fill="none" stroke-linecap="round"/>`,
  pear: `<path d="M51 20c0-7 2-12 7-16" stroke="${bark}" stroke-width="4.400" fill="none" stroke-linecap="round"/>${sprig(54, 15, 10, 0.95)}<path d="M51 18c11 0 16 9 17 20s20 17 20 34c0 16-16 26-38 26S12 88 12 72c0-17 20-23 21-34s7-20 18-20z" fill="#d7c24a"/><path d="M51 18c11 0 16 9 17 20s20 17 20 34c0 16-16 26-38 26 20-8 26-30 14-46S58 26 51 18z" fill="#a99a2c"/><path d="M24 72c0-10 8-16 14-22" stroke="#f1e48d" stroke-width="7" fill="none" stroke-linecap="round"/><circle cx="62" cy="70" r="1.700" fill="#7d711d"/><circle cx="70" cy="80" r="1.700" fill="#7d711d"/><circle cx="56" cy="84" r="1.700" fill="#7d711d"/><circle cx="72" cy="66" r="1.500" fill="#7d711d"/><path d="M46 96l4-4 4 4" stroke="#5a4a16" stroke-width="2.600" fill="none"/>`,
  apple: `<path d="M50 26c0-9 2-16 8-22" stroke="${bark}" stroke-width="4.400" fill="none" stroke-linecap="round"/>${sprig(54, 16, 8, 0.95)}<path d="M50 28c10-8 42-8 42 26 0 24-17 44-29 44-6 0-8-3-13-3s-7 3-13 3C25 98 8 78 8 54c0-34 32-34 42-26z" fill="#cf4532"/><path d="M50 28c10-8 42-8 42 26 0 24-17 44-29 44-6 0-8-3-13-3 22-10 28-44 0-67z" fill="#a22b25"/><path d="M38 30c4 5 20 5 24 0-4-1-8-3-12-2-4-1-8 1-12 2z" fill="#7d1d1b"/><path d="M18 56c0-10 5-17 13-19" stroke="#f5a48c" stroke-width="7" fill="none" stroke-linecap="round"/><path d="M20 72c1 4 2 6 4 9" stroke="#e7765f" stroke-width="4" fill="none" stroke-linecap="round"/>`,
  A: stake("A", "#ad2c2c", "#8fb35f"),
  K: stake("K", "#5b2d66", "#a6bd5d"),
  Q: stake("Q", "#35662f", "#d08c4c"),
  J: stake("J", "#24607a", "#8fb35f"),
  T: stake("10", "#9a6a12", "#b9864a"),
  wild: `<g stroke-linecap="round" fill="none"><path d="M36 16h28" stroke="#e0ad3f" stroke-width="14"/><path d="M27 31h46" stroke="#d59c2c" stroke-width="15"/><path d="M21 47h58" stroke="#e0ad3f" stroke-width="16"/><path d="M19 63h62" stroke="#d59c2c" stroke-width="16"/><path d="M58 16h6M60 31h13M62 47h17M62 63h19" stroke="#b27c1c" stroke-width="14"/><path d="M32 23.500h36M24 39h52M19 55h62" stroke="#8e5f14" stroke-width="1.600"/></g><path d="M41 70V58a9 9 0 0118 0v12z" fill="#4a2d0c"/><g transform="translate(80 22) rotate(-18)"><ellipse cx="-3" cy="-7" rx="5" ry="8" fill="#fbfaf2" stroke="#c9bfa0"/><ellipse cx="5" cy="-7" rx="5" ry="8" fill="#fbfaf2" stroke="#c9bfa0"/><ellipse rx="11" ry="7.500" fill="#f2c14a"/><path d="M-3-7v14M3-7v14" stroke="#33200a" stroke-width="3.400"/><circle cx="10" cy="-1" r="4" fill="#33200a"/></g><path d="M2 76l10 3v18L2 94l5-8zM98 76l-10 3v18l10-3-5-8z" fill="#2d4c22"/><path d="M8 72h84v22H8z" fill="${leafDark}"/><text x="50" y="90" text-anchor="middle" font-family="Inter, system-ui, sans-serif" font-weight="800" font-size="19" letter-spacing="2.500" fill="#fdf6e0">WILD</text>`,
  blossom: `${sprig(26, 78, 140, 0.8)}${sprig(74, 78, 40, 0.8)}${sprig(50, 88, 60, 0.7)}${[0, 72, 144, 216, 288].map(petal).join("")}<circle cx="50" cy="50" r="8" fill="#f0c04d"/><g fill="#b9701f"><circle cx="50" cy="39" r="2"/><circle cx="60.500" cy="46.500" r="2"/><circle cx="56.500" cy="59" r="2"/><circle cx="43.500" cy="59" r="2"/><circle cx="39.500" cy="46.500" r="2"/></g><circle cx="50" cy="50" r="3.400" fill="#d6952f"/>`,
};

const row = (y: number, size: number, gap: number, shift: number, tone: string, dark: string, fruit: string) => {
  let out = "";
  for (let i = 0, x = shift; x < 1500; x += gap, i++) {
    const up = y + ((i * 7) % 5) * size * 0.03;
    out += `<path d="M${x - size * 0.05} ${up}h${size * 0.1}v${size * 0.5}h${-size * 0.1}z" fill="var(--o-bark)"/><circle cx="${x}" cy="${up - size * 0.3}" r="${size * 0.46}" fill="var(--o-${tone})"/><path d="M${x} ${up - size * 0.76}a${size * 0.46} ${size * 0.46} 0 010 ${size * 0.92}c${size * 0.3}-${size * 0.2} ${size * 0.3}-${size * 0.7} 0-${size * 0.92}z" fill="var(--o-${dark})"/>`;
    if (fruit) for (const [a, b] of [[-0.22, -0.42], [0.04, -0.55], [0.2, -0.3], [-0.08, -0.16], [-0.3, -0.2]] as const) out += `<circle cx="${(x + a * size).toFixed(1)}" cy="${(up + b * size).toFixed(1)}" r="${size * 0.05}" fill="var(--o-${fruit})"/>`;
  }
  return out;
};

const grass = Array.from({ length: 60 }, (_, i) => `M${i * 25 + ((i * 13) % 9)} 800q${(i % 2 ? 1 : -1) * 5}-22 ${(i % 3) * 5 - 4}-${30 + ((i * 17) % 24)}`).join("");

const backdrop = `<rect width="1440" height="800" fill="var(--o-sky1)"/><path d="M0 200q720-120 1440 20v580H0z" fill="var(--o-sky2)"/><path d="M0 330q720-100 1440 10v470H0z" fill="var(--o-sky3)"/>
<circle cx="300" cy="240" r="150" fill="var(--o-sun)" opacity="0.160"/><circle cx="300" cy="240" r="104" fill="var(--o-sun)" opacity="0.220"/><circle cx="300" cy="240" r="66" fill="var(--o-sun)"/>
<g fill="var(--o-cloud)"><path d="M880 150h230a26 26 0 000-52h-16a44 44 0 00-84-16 34 34 0 00-58 16h-72a26 26 0 000 52zM1190 260h150a18 18 0 000-36h-12a30 30 0 00-56-12 24 24 0 00-42 12h-40a18 18 0 000 36zM560 118h96a13 13 0 000-26h-8a22 22 0 00-42-8 16 16 0 00-28 8h-18a13 13 0 000 26z"/></g>
<path d="M0 470q220-110 470-40t460-30 510 40v360H0z" fill="var(--o-hill1)"/><path d="M0 520q300-80 620-10t820-50v340H0z" fill="var(--o-hill2)"/>
<g fill="var(--o-wall)"><path d="M1110 452h86v44h-86z"/><path d="M1100 454l53-40 53 40z" fill="var(--o-roof)"/><path d="M1146 470h14v26h-14z" fill="var(--o-bark)"/></g>
${row(540, 60, 92, 30, "tree1", "tree2", "")}<path d="M0 590q360-60 740-10t700-30v250H0z" fill="var(--o-hill3)"/>${row(610, 116, 168, -10, "tree3", "tree4", "fruit")}<path d="M0 690q380-50 760-10t680-20v140H0z" fill="var(--o-hill4)"/>${row(690, 230, 1240, 90, "tree5", "tree6", "fruit")}
<path d="M0 750q400-40 760-6t680-14v70H0z" fill="var(--o-grass)"/><path d="${grass}" stroke="var(--o-grass2)" stroke-width="4" fill="none" stroke-linecap="round"/>
<g><path d="M1180 560l30 180M1262 560l-30 180" stroke="var(--o-bark)" stroke-width="9" stroke-linecap="round"/><path d="M1188 600h66M1194 640h54M1201 680h40" stroke="var(--o-bark)" stroke-width="7"/></g>
<g><path d="M250 714h150l-16 64H266z" fill="#b98650"/><path d="M250 714h150l-3 14H253zM260 744h130" fill="#8f6336" stroke="#8f6336" stroke-width="5"/><g fill="var(--o-fruit)"><circle cx="276" cy="706" r="16"/><circle cx="306" cy="700" r="17"/><circle cx="338" cy="704" r="16"/><circle cx="368" cy="706" r="16"/></g><circle cx="440" cy="776" r="13" fill="var(--o-fruit)"/><circle cx="520" cy="784" r="12" fill="var(--o-fruit)"/></g>`;

export const orchard: Art = {
  key: "orchard", symbols, backdrop,
  names: { cherry: "Cherry", plum: "Plum", pear: "Pear", apple: "Apple", T: "Ten", wild: "Hive", blossom: "Blossom" },
};

// Night Harbour: a screen print in few inks, by moonlight. Letters hang as the
// signal flags that stand for them. Everything is drawn on 100 by 100.
import type { Art } from "./art";

const bone = "#f0e7d3";
const brass = "#dba945";
const shade = "#9a6a20";
const navy = "#17335f";
const ink = "#071022";
const red = "#c8452f";

const letter = (l: string) =>
  `<text x="50" y="68" text-anchor="middle" font-family="Fraunces Variable, Fraunces, Georgia, serif" font-size="52" font-weight="800" fill="${ink}" stroke="${bone}" stroke-width="7" stroke-linejoin="round" paint-order="stroke">${l}</text>`;

/** A flag on its staff: what it is made of, and its letter. */
const flag = (l: string, cloth: string) =>
  `<path d="M10 12v80" stroke="${shade}" stroke-width="4" stroke-linecap="round"/><circle cx="10" cy="11" r="4.500" fill="${brass}"/>${cloth}${letter(l)}`;
const wave = (from: number, to: number) => `M12 ${from}q20-9 40 0t40 0v${to - from}q-20 9-40 0t-40 0z`;
const hoist = "M12 24q20-9 40 0v52q-20-9-40 0z";
const fly = "M52 24q20 9 40 0v52q-20 9-40 0z";

const symbols: Record<string, string> = {
  captain: `<path d="M8 100c1-21 16-29 42-29s41 8 42 29z" fill="${navy}"/><path d="M39 70h22l4 8-15 12-15-12z" fill="${bone}"/><path d="M36 74L50 100H38L27 78zM64 74L50 100h12l11-22z" fill="#0f2548"/><circle cx="31" cy="91" r="2.600" fill="${brass}"/><circle cx="69" cy="91" r="2.600" fill="${brass}"/>
<path d="M29 36h42v22c0 12-9 20-21 20s-21-8-21-20z" fill="#dd9f76"/><path d="M50 36h21v22c0 12-9 20-21 20z" fill="#c58560"/>
<path d="M27 50c0 6 4 9 9 8 4-4 9-4 14-1 5-3 10-3 14 1 5 1 9-2 9-8 4 23-6 37-23 37S23 73 27 50z" fill="#e6ddca"/><path d="M50 57c-6-4-14-2-17 5 6 3 13 2 17-2 4 4 11 5 17 2-3-7-11-9-17-5z" fill="#fffaf0"/>
<circle cx="41" cy="51" r="2.300" fill="${ink}"/><circle cx="59" cy="51" r="2.300" fill="${ink}"/><path d="M36 46.500q5-3 9 0M55 46.500q5-3 9 0" stroke="#fffaf0" stroke-width="2.600" fill="none" stroke-linecap="round"/>
<path d="M57 67l17 4" stroke="#5b3216" stroke-width="3.200" stroke-linecap="round"/><path d="M72 63h11v9c0 4-2 6-5.500 6S72 76 72 72z" fill="#6d3d1b"/><path d="M71 62h13v3H71z" fill="#3c200c"/>
<path d="M18 26C20 12 36 5 50 5s30 7 32 21l-7 10H25z" fill="${bone}"/><path d="M50 5c14 0 30 7 32 21l-7 10H50z" fill="#d9ceb6"/><path d="M24 30h52v9H24z" fill="#0f2548"/><path d="M23 38c10 5 44 5 54 0 3 7-10 10-27 10S20 45 23 38z" fill="${ink}"/><circle cx="50" cy="28" r="7.500" fill="${brass}"/><path d="M50 23v9M46.500 25.500h7M45.500 29c1 3 3 4 4.500 4s3.500-1 4.500-4" stroke="${ink}" stroke-width="1.700" fill="none" stroke-linecap="round"/>`,
  ship: `<path d="M33 18v54M53 10v62M71 22v50" stroke="#6d3d1b" stroke-width="2.600"/><path d="M53 6l13 4-13 4z" fill="${red}"/>
<path d="M42 17q11 4 22 0 3 8 0 16-11-4-22 0-3-8 0-16z" fill="${bone}"/><path d="M39 37q14 5 28 0 4 14 0 28-14-5-28 0-4-14 0-28z" fill="${bone}"/><path d="M53 19q6 0 11-2 3 8 0 16-5-2-11-2zM53 39q8 0 14-2 4 14 0 28-6-2-14-2z" fill="#d6cab0"/>
<path d="M22 26q10 3 18-1 2 7 0 14-9-3-18 0-3-7 0-13zM19 43q11 4 18 0 3 11 0 22-9-3-18 0-3-11 0-22z" fill="#e4d9c1"/><path d="M70 30L92 64H72z" fill="#c9bb9b"/>
<path d="M8 68h84l-9 17c-1 2-3 4-6 4H24c-3 0-5-1-7-4z" fill="#7c3322"/><path d="M8 68h84l-3 6H11z" fill="${brass}"/><path d="M24 79h3M36 79h3M48 79h3M60 79h3M72 79h3" stroke="${ink}" stroke-width="3.400"/>
<path d="M2 90q8-7 16 0t16 0 16 0 16 0 16 0 16 0v10H2z" fill="#2f7f86"/><path d="M2 96q8-6 16 0t16 0 16 0 16 0 16 0 16 0v4H2z" fill="#1d5f68"/>`,
  anchor: `<g fill="none" stroke-linecap="round"><path d="M66 18c22 2 22 18 2 24S42 54 58 62s12 18-6 22" stroke="#e4d9c1" stroke-width="4.400"/><path d="M66 18c22 2 22 18 2 24S42 54 58 62s12 18-6 22" stroke="#a08c64" stroke-width="4.400" stroke-dasharray="1.500 6"/><circle cx="50" cy="17" r="9" stroke="${brass}" stroke-width="5.500"/><path d="M50 27v58" stroke="${brass}" stroke-width="9"/><path d="M52.500 27v58" stroke="${shade}" stroke-width="4" stroke-linecap="butt"/><path d="M29 37h42" stroke="${brass}" stroke-width="7"/><path d="M15 58c2 20 17 30 35 30s33-10 35-30" stroke="${brass}" stroke-width="8.500"/><path d="M50 91c18 0 33-11 36-31" stroke="${shade}" stroke-width="3.600"/></g><path d="M4 68l10-20 15 17z" fill="${brass}"/><path d="M96 68L86 48 71 65z" fill="${shade}"/><circle cx="27" cy="37" r="4.500" fill="${brass}"/><circle cx="73" cy="37" r="4.500" fill="${shade}"/>`,
  compass: `<circle cx="50" cy="52" r="42" fill="${shade}"/><circle cx="50" cy="50" r="42" fill="${brass}"/><circle cx="50" cy="50" r="35" fill="${bone}"/><circle cx="50" cy="50" r="29.500" fill="none" stroke="#b9a67d" stroke-width="1.600" stroke-dasharray="1.600 6.120"/>
<path d="M50 50L31 31l13 12zM50 50l19-19-13 12zM50 50l19 19-13-12zM50 50L31 69l13-12z" fill="#7fa7a5"/><path d="M50 17l6.500 26.500L83 50l-26.500 6.500L50 83l-6.500-26.500L17 50l26.500-6.500z" fill="${navy}"/><path d="M50 17v33l6.500-6.500zM83 50H50l6.500 6.500zM50 83V50l-6.500 6.500zM17 50h33l-6.500-6.500z" fill="#5b7fae"/><path d="M50 17l6.500 26.500L50 50z" fill="#e06a4c"/><path d="M50 17l-6.500 26.500L50 50z" fill="${red}"/><circle cx="50" cy="50" r="4.600" fill="${brass}"/><circle cx="50" cy="50" r="1.800" fill="${ink}"/>`,
  lantern: `<circle cx="50" cy="56" r="40" fill="#ffcf6b" opacity="0.140"/><circle cx="50" cy="56" r="31" fill="#ffcf6b" opacity="0.160"/><path d="M34 22a16 15 0 0132 0" fill="none" stroke="${brass}" stroke-width="4"/><path d="M42 14h16l10 16H32z" fill="${brass}"/><path d="M50 14h8l10 16H50z" fill="${shade}"/><path d="M27 30h46v7H27z" fill="${brass}"/><path d="M31 37h38l4 41H27z" fill="#ffdf8c"/><path d="M50 37h19l4 41H50z" fill="#ffc94f"/><path d="M50 43c9 10 12 16 12 22a12 12 0 01-24 0c0-6 3-12 12-22z" fill="#f08a2c"/><path d="M50 54c5 6 7 9 7 13a7 7 0 01-14 0c0-4 2-7 7-13z" fill="#fff4cf"/><path d="M38 37l-4 41M62 37l4 41" stroke="${shade}" stroke-width="2.600"/><path d="M29 57h42" stroke="${shade}" stroke-width="2.600"/><path d="M24 77h52l4 12H20z" fill="${brass}"/><path d="M50 77h26l4 12H50z" fill="${shade}"/>`,
  A: flag("A", `<path d="${hoist}" fill="#fbf6ea"/><path d="M52 24q20 9 40 0L80 50l12 26q-20 9-40 0z" fill="#2c62b0"/>`),
  K: flag("K", `<path d="${hoist}" fill="#f0bd35"/><path d="${fly}" fill="#2c62b0"/>`),
  Q: flag("Q", `<path d="${wave(24, 76)}" fill="#f0bd35"/><path d="${fly}" fill="#dda522"/>`),
  J: flag("J", `<path d="${wave(24, 76)}" fill="#2c62b0"/><path d="${wave(41, 59)}" fill="#fbf6ea"/>`),
  wild: `<g stroke="${shade}" stroke-width="6" stroke-linecap="round"><path d="M50 7v74M13 44h74M24 18l52 52M76 18L24 70"/></g><g fill="${brass}"><circle cx="50" cy="6" r="5"/><circle cx="12" cy="44" r="5"/><circle cx="88" cy="44" r="5"/><circle cx="23" cy="17" r="5"/><circle cx="77" cy="17" r="5"/></g><circle cx="50" cy="44" r="26" fill="none" stroke="${shade}" stroke-width="11"/><circle cx="50" cy="43" r="26" fill="none" stroke="${brass}" stroke-width="9"/><circle cx="50" cy="43" r="26" fill="none" stroke="#f3d283" stroke-width="1.600"/><circle cx="50" cy="44" r="10" fill="${shade}"/><circle cx="50" cy="43" r="9" fill="${brass}"/><circle cx="50" cy="43" r="3.500" fill="${ink}"/>
<path d="M2 68l10 3v19L2 87l5-9zM98 68l-10 3v19l10-3-5-9z" fill="#8e2a1b"/><path d="M8 64h84v24H8z" fill="${red}"/><text x="50" y="83" text-anchor="middle" font-family="Inter, system-ui, sans-serif" font-weight="800" font-size="20" letter-spacing="2.500" fill="#fff6e2">WILD</text>`,
  beacon: `<circle cx="50" cy="46" r="43" fill="#27508a"/><circle cx="50" cy="46" r="43" fill="none" stroke="${brass}" stroke-width="2.600"/><path d="M50 26L8 12a44 44 0 000 28zM50 26l42-14a44 44 0 010 28z" fill="#ffe79a" opacity="0.850"/><path d="M38 84l4-48h16l4 48z" fill="${bone}"/><path d="M50 36h8l4 48H50z" fill="#d6cab0"/><path d="M41.300 44h17.400l1 11H40.300zM39.500 65h21l1 11h-23z" fill="${red}"/><path d="M50 44h8.700l1 11H50zM50 65h10.500l1 11H50z" fill="#9b2f1e"/><path d="M37 33h26v4H37z" fill="${ink}"/><path d="M42 20h16v13H42z" fill="#ffe79a"/><path d="M46 20v13M54 20v13" stroke="${ink}" stroke-width="1.600"/><path d="M40 20h20L50 10z" fill="${red}"/><circle cx="50" cy="8.500" r="2.400" fill="${brass}"/><path d="M12 88c8-8 16-6 22-10 8-3 24-3 32 0 6 4 14 2 22 10l-6 8H18z" fill="#0d1d3a"/><path d="M12 88c8-3 16-1 22-4 8-2 24-2 32 0 6 3 14 1 22 4l-6 8H18z" fill="#15305c"/>`,
};

const windows = (list: [number, number][]) => list.map(([x, y]) => `<path d="M${x} ${y}h9v13h-9z"/>`).join("");
const stars: [number, number, number][] = [[90, 70, 2], [190, 150, 1.5], [260, 60, 2.4], [380, 120, 1.6], [470, 48, 1.8], [560, 150, 1.4], [640, 80, 2.2], [760, 40, 1.5], [840, 130, 1.8], [930, 66, 2], [1230, 60, 1.6], [1320, 140, 2.2], [1390, 60, 1.5], [50, 210, 1.5], [330, 220, 1.6], [700, 210, 1.4], [1290, 240, 1.5], [1180, 200, 1.4]];
const strokes: [number, number, number][] = [[1040, 560, 130], [1010, 580, 80], [1090, 600, 120], [1020, 624, 170], [1080, 650, 90], [1000, 676, 140], [1100, 700, 150], [1030, 730, 190]];

const backdrop = `<rect width="1440" height="800" fill="var(--h-sky1)"/><path d="M0 210q720-90 1440 0v590H0z" fill="var(--h-sky2)"/><path d="M0 350q720-80 1440 0v450H0z" fill="var(--h-sky3)"/><path d="M0 450q720-60 1440 0v350H0z" fill="var(--h-sky4)"/>
<g fill="var(--h-star)">${stars.map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}"/>`).join("")}</g>
<circle cx="1075" cy="170" r="118" fill="var(--h-moon)" opacity="0.100"/><circle cx="1075" cy="170" r="86" fill="var(--h-moon)" opacity="0.160"/><circle cx="1075" cy="170" r="58" fill="var(--h-moon)"/><circle cx="1058" cy="158" r="9" fill="var(--h-moon2)"/><circle cx="1094" cy="186" r="13" fill="var(--h-moon2)"/><circle cx="1088" cy="148" r="5" fill="var(--h-moon2)"/>
<path d="M0 540V470c60-10 90-44 160-40s110 40 190 34 130 30 210 40v36z" fill="var(--h-far)"/>
<g fill="var(--h-beam)"><path d="M1292 372L700 250v90z" opacity="0.500"/><path d="M1292 372l148-40v70z" opacity="0.500"/></g>
<path d="M1440 540V452c-40-8-70-20-110-14s-80 46-130 58-70 18-90 44z" fill="var(--h-land)"/><path d="M1278 452l8-70h14l8 70z" fill="var(--h-tower)"/><path d="M1283 402h20l2 16h-24zM1280 432h26l2 14h-29z" fill="var(--h-band)"/><path d="M1282 364h22v18h-22z" fill="var(--h-beam)"/><path d="M1278 364h30l-15-16zM1276 380h34v5h-34z" fill="var(--h-land)"/>
<g fill="var(--h-land)"><path d="M0 540V430l30-26 30 26v-20l34-30 34 30v34h26v-40l28-24 28 24v52h24v-26l34-28 34 28v46h20v-60h14v-34h10v34h6v60h24v24h30v22z"/></g>
<g fill="var(--h-lit)">${windows([[22, 446], [40, 446], [80, 432], [104, 432], [80, 462], [172, 440], [190, 440], [172, 470], [252, 470], [278, 470], [252, 496], [330, 470], [22, 480], [330, 500]])}</g>
<rect y="540" width="1440" height="260" fill="var(--h-sea1)"/><path d="M0 590q60-14 120 0t120 0 120 0 120 0 120 0 120 0 120 0 120 0 120 0 120 0 120 0 120 0v210H0z" fill="var(--h-sea2)"/><path d="M0 670q80-18 160 0t160 0 160 0 160 0 160 0 160 0 160 0 160 0 160 0v130H0z" fill="var(--h-sea3)"/>
<g stroke="var(--h-moon)" stroke-width="5" stroke-linecap="round" opacity="0.550">${strokes.map(([x, y, w]) => `<path d="M${x} ${y}h${w}"/>`).join("")}</g>
<g fill="var(--h-land)"><path d="M120 640h190l-26 44H150z"/><path d="M205 520h6v122h-6z"/><path d="M211 530l70 96h-70zM200 546l-50 80h50z" fill="var(--h-far)"/><path d="M0 700h520v14H0zM40 714h14v86H40zM180 714h14v86h-14zM320 714h14v86h-14zM460 714h14v86h-14z"/></g><circle cx="470" cy="682" r="9" fill="var(--h-lit)"/><path d="M467 690h6v12h-6z" fill="var(--h-land)"/>`;

export const harbour: Art = {
  key: "harbour", symbols, backdrop,
  names: { captain: "Captain", ship: "Ship", anchor: "Anchor", compass: "Compass", lantern: "Lantern", wild: "Helm", beacon: "Beacon" },
};

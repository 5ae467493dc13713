import { ts } from "../../text/slots";
import { t } from "../../text/en";
import { amount as plainAmount, count, money, percent } from "../../text/format";
import { nameOf, type Art } from "./art/art";
import { Sym } from "./art/sprites";
import { paysOf, type MachineSheet } from "./machine";
import odds from "./odds.json";

interface Figures { returnPercent: string; hitRate: string; topCoins: number; topOneIn: string; winMaxCoins: number; deviation: string; trigger?: string; freeMean?: string }

/** What is known of a machine's odds: of those that came with these pages, computed from their tables. */
export function figuresOf(sheet: MachineSheet): Figures | null {
  const { game, version } = sheet.machine;
  const known = (odds as Record<string, Figures>)[`${game}@${version}`];
  return known && known.returnPercent === sheet.returnPercent ? known : null;
}

/** What every symbol pays, at a coin's worth, from the machine's own sheet. */
export function Pays({ sheet, art, coin, currency }: { sheet: MachineSheet; art: Art; coin: number; currency: string }) {
  const m = sheet.machine;
  const amount = (coins: number) => plainAmount(coins * coin, currency);
  const special = m.symbols.filter((s) => s.role);
  return (
    <div class="pays" data-testid="pays">
      <p class="pays-at">{ts.paysAt(money(coin * m.cost, currency))}</p>
      <ul class="pay-cards">
        {m.symbols.filter((s) => !s.role || (s.role === "wild" && paysOf(s.pays).length > 0)).map((s) => (
          <li key={s.name}><Sym art={art} name={s.name} />
            <div><b>{nameOf(art, s.name)}</b><PayList pays={paysOf(s.pays)} amount={amount} /></div>
          </li>
        ))}
        {(m.groups ?? []).map((g) => (
          <li key={g.name} class="group"><span class="group-syms">{g.of.map((x) => <Sym key={x} art={art} name={x} />)}</span>
            <div><b>{nameOf(art, g.name)}</b><PayList pays={paysOf(g.pays)} amount={amount} /></div>
          </li>
        ))}
      </ul>
      <ul class="pay-specials">
        {special.map((s) => (
          <li key={s.name}><Sym art={art} name={s.name} />
            <div><b>{nameOf(art, s.name)}</b>
              {s.role === "wild" && <p>{ts.wildHint(m.wild?.times ?? 1, m.wild?.each ?? false)}</p>}
              {s.role === "bonus" && <BonusList sheet={sheet} name={s.name} amount={amount} />}
              {s.role === "scatter" && <><p>{ts.scatterHint}</p><ScatterList sheet={sheet} amount={amount} /></>}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function PayList({ pays, amount }: { pays: { count: number; coins: number }[]; amount(coins: number): string }) {
  return <dl class="pay-list">{pays.map((p) => <div key={p.count}><dt>{p.count}</dt><dd>{amount(p.coins)}</dd></div>)}</dl>;
}

function ScatterList({ sheet, amount }: { sheet: MachineSheet; amount(coins: number): string }) {
  const m = sheet.machine;
  const most = Math.max(m.scatter?.pays.length ?? 0, m.free?.awards.length ?? 0);
  const rows = Array.from({ length: most }, (_, i) => ({ n: i + 1, pay: m.scatter?.pays[i] ?? 0, free: m.free?.awards[i] ?? 0 })).filter((r) => r.pay || r.free).reverse();
  return <dl class="pay-list">{rows.map((r) => <div key={r.n}><dt>{r.n}</dt><dd>{[r.pay ? amount(r.pay * m.cost) : "", r.free ? ts.freeAwards(r.free) : ""].filter(Boolean).join(" + ")}</dd></div>)}</dl>;
}

function BonusList({ sheet, name, amount }: { sheet: MachineSheet; name: string; amount(coins: number): string }) {
  const b = sheet.machine.bonuses?.find((x) => x.symbol === name);
  if (!b) return null;
  const total = b.prizes.reduce((sum, p) => sum + p.weight, 0);
  return <><p>{ts.bonusHint(b.count, b.draws)}</p><ul class="pay-list">{b.prizes.map((p) => <li key={p.coins}>{ts.bonusPrize(amount(p.coins), percent(String((100 * p.weight) / total)))}</li>)}</ul></>;
}

/** All lines, drawn. */
export function LinesDrawn({ sheet }: { sheet: MachineSheet }) {
  const { lines, rows } = sheet.machine;
  if (!lines) return null;
  return (
    <ol class="lines-drawn">
      {lines.map((line, i) => (
        <li key={i}><svg viewBox={`0 0 ${sheet.reels * 12 + 2} ${rows * 12 + 2}`} role="img" aria-label={`${ts.lineName(i + 1)}: ${line.map((r) => r + 1).join(", ")}`}>
          {line.flatMap((at, k) => Array.from({ length: rows }, (_, r) => <rect key={`${k}:${r}`} class={r === at ? "on" : ""} x={k * 12 + 2} y={r * 12 + 2} width="10" height="10" rx="2" />))}
        </svg><span>{i + 1}</span></li>
      ))}
    </ol>
  );
}

const places = (x: string, n: number) => Number(x).toFixed(n).replace(/\.?0+$/, "");

/** The odds, and from where they are. */
export function Odds({ sheet }: { sheet: MachineSheet }) {
  const f = figuresOf(sheet);
  const rows: [string, string, string][] = [[ts.oddReturn, percent(sheet.returnPercent), ts.oddReturnHint]];
  if (f) {
    rows.push([ts.oddHit, percent(String(Number(f.hitRate) * 100)), ts.oneIn(places(String(1 / Number(f.hitRate)), 1))]);
    if (f.trigger) rows.push([ts.oddFree, ts.oneIn(places(String(1 / Number(f.trigger)), 0)), ts.oddFreeHint(places(f.freeMean ?? "0", 1))]);
    rows.push([ts.oddTop, ts.oneIn(count(Math.round(Number(f.topOneIn)))), ts.oddTopHint(f.topCoins)]);
    rows.push([ts.oddSwing, places(f.deviation, 1), ts.oddSwingHint]);
  }
  if (sheet.machine.maxWinTimes) rows.push([ts.oddMax, `×${count(sheet.machine.maxWinTimes)}`, ts.oddMaxHint(count(sheet.machine.maxWinTimes))]);
  return (
    <>
      <dl class="odds" data-testid="odds">{rows.map(([what, figure, hint]) => <div key={what}><dt>{what}<small>{hint}</small></dt><dd>{figure}</dd></div>)}</dl>
      {!f && <p class="fine">{ts.oddUnknown}</p>}
    </>
  );
}

/** The rules in words, each from a field of the sheet. */
export function ruleLines(sheet: MachineSheet, art: Art): string[] {
  const m = sheet.machine;
  const ladder = (l: number[] | undefined) => (l ?? []).map((x) => `×${x}`).join(", ");
  const scatter = m.symbols.find((s) => s.role === "scatter")?.name;
  return ts.rules({
    kind: m.kind, lines: m.lines?.length ?? 0, rows: m.rows, reels: sheet.reels, wild: m.symbols.some((s) => s.role === "wild") ? (m.wild?.times ?? 1) : 0, each: m.wild?.each ?? false,
    scatter: scatter && (m.scatter || m.free) ? nameOf(art, scatter) : "", free: m.free ? 1 : 0, freeTimes: m.free?.times ?? 1, freeMost: m.free?.spinsMax ?? 0, ownReels: Boolean(m.free?.reels),
    ladder: ladder(m.tumble?.ladder), freeLadder: ladder(m.tumble?.freeLadder), gamble: m.gamble?.stepsMax ?? 0, gambleMost: m.gamble?.winTimesMax ?? 0, groups: (m.groups?.length ?? 0) > 0,
    cycleS: String(sheet.options.cycleMs / 1000), decideMin: Math.round(sheet.options.decideMs / 60_000), max: m.maxWinTimes ?? 0, cost: m.cost,
  });
}

/** Pays, lines, odds and rules, whole. */
export function AllRules({ sheet, art, coin, currency }: { sheet: MachineSheet; art: Art; coin: number; currency: string }) {
  return (
    <div class="all-rules">
      <Pays sheet={sheet} art={art} coin={coin} currency={currency} />
      <h2>{ts.odds}</h2>
      <Odds sheet={sheet} />
      {sheet.machine.lines && <><h2>{ts.lines}</h2><LinesDrawn sheet={sheet} /></>}
      <h2>{t.rules}</h2>
      <div class="prose">{ruleLines(sheet, art).map((line) => <p key={line}>{line}</p>)}</div>
      <p class="fine">{t.playMoneyLong}</p>
    </div>
  );
}

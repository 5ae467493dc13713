import { useState } from "preact/hooks";
import { t } from "../../text/en";
import { count } from "../../text/format";
import type { RoomState } from "../../state/room";
import { useNow } from "../../ui/hooks";
import { Pip, State } from "../../ui/parts";
import { colourOf, isZero } from "./layout";
import type { Sheet } from "./sheet";
import { heatOf, hotAndCold, lastAt, type Heat } from "./stage";

const windows = [20, 100, 500];
const shownFirst = 40;

/** Which numbers came: shares, hot and cold, how often each, and the last 500 in their order. */
export function Numbers({ r, sheet }: { r: RoomState; sheet: Sheet }) {
  const nowMs = useNow(500);
  const [window, setWindow] = useState(100);
  const [all, setAll] = useState(false);
  const last = lastAt(r.table, nowMs);
  const pockets = sheet.wheel.length;
  const heat = heatOf(last, window, pockets);
  const most = Math.max(1, ...heat.map((h) => h.hits));
  const seen = last.slice(0, window);
  const { hot, cold } = hotAndCold(last, window, 4, pockets);
  if (last.length === 0) return <State kind="empty" title={t.noNumbers} />;
  return (
    <>
      <div class="segments small" role="group" aria-label={t.window}>
        {windows.map((w) => <button key={w} type="button" aria-pressed={window === w} onClick={() => setWindow(w)}>{w}</button>)}
      </div>
      <p class="fine">{t.ofLast(seen.length)}</p>
      <Shares seen={seen} />
      <dl class="hotcold">
        <div><dt>{t.hot}</dt><dd>{hot.map((h) => <Often key={h.number} heat={h} />)}</dd></div>
        <div><dt>{t.cold}</dt><dd>{cold.map((h) => <Often key={h.number} heat={h} />)}</dd></div>
      </dl>
      <h2>{t.frequencies}</h2>
      <ol class="heatmap">
        {[...heat].sort((a, b) => (colourOf(a.number) === "green" ? -1 : a.number) - (colourOf(b.number) === "green" ? -1 : b.number)).map((h) => (
          <li key={h.number}>
            <Pip n={h.number} />
            <span class="bar"><span style={{ transform: `scaleX(${h.hits / most})` }} /></span>
            <span class="num">{count(h.hits)}</span>
          </li>
        ))}
      </ol>
      <h2>{t.lastNumbers}</h2>
      <ol class="pips all" data-testid="numbers-all">
        {(all ? last : last.slice(0, shownFirst)).map((n, i) => <li key={last.length - i}><Pip n={n} /></li>)}
      </ol>
      {last.length > shownFirst && <button type="button" class="button line" aria-expanded={all} onClick={() => setAll(!all)}>{all ? t.showFewer : t.showLast(last.length)}</button>}
      <p class="fine">{t.memoryless(pockets)}</p>
    </>
  );
}

function Often({ heat: h }: { heat: Heat }) {
  return <span><Pip n={h.number} /><small>{t.times(h.hits)}</small></span>;
}

function Shares({ seen }: { seen: number[] }) {
  const part = (f: (n: number) => boolean) => (seen.length ? Math.round((100 * seen.filter(f).length) / seen.length) : 0);
  const zero = (n: number) => isZero(n);
  const rows: [string, (n: number) => boolean, string][][] = [
    [["red", (n) => colourOf(n) === "red", "red"], ["zero", zero, "green"], ["black", (n) => colourOf(n) === "black", "black"]],
    [["odd", (n) => !zero(n) && n % 2 === 1, "plain"], ["even", (n) => !zero(n) && n % 2 === 0, "plain"]],
    [["low", (n) => !zero(n) && n <= 18, "plain"], ["high", (n) => !zero(n) && n > 18, "plain"]],
  ];
  return (
    <div class="share-rows" role="group" aria-label={t.shares}>
      {rows.map((row) => (
        <div key={row[0]![0]} class="shares">
          {row.map(([id, f, look]) => <span key={id} class={look} style={{ flexGrow: Math.max(part(f), 4) }}>{t.share[id]} {part(f)}%</span>)}
        </div>
      ))}
    </div>
  );
}

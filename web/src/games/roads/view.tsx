// The roads drawn: SVG on a grid, scrolled to the newest hand, and told in words.
import "./roads.css";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { tb } from "../../text/baccarat";
import { bigIcons, layoutOf, nextIcons, runsOf, tie, type Bead, type Next, type Roads } from "./roads";

const rows = 6;

/** A road's paper: its grid, as wide as the icons need and at least what is seen; the newest in sight. */
function Paper({ label, cell, columns, least, road, children }: { label: string; cell: number; columns: number; least: number; road: string; children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const wide = Math.max(columns + 1, least);
  useLayoutEffect(() => {
    const el = box.current;
    if (el) el.scrollLeft = columns + 1 > least ? el.scrollWidth : 0;
  }, [columns, least]);
  return (
    <div class={`paper ${road}`} ref={box} role="group" aria-label={label} tabIndex={0}>
      <svg viewBox={`0 0 ${wide * cell} ${rows * cell}`} width={wide * cell} height={rows * cell} aria-hidden="true">
        <path class="paper-grid" d={`${lines(wide, (i) => `M${i * cell} 0v${rows * cell}`)}${lines(rows, (i) => `M0 ${i * cell}h${wide * cell}`)}`} />
        {children}
      </svg>
    </div>
  );
}

const lines = (n: number, line: (i: number) => string) => Array.from({ length: n - 1 }, (_, i) => line(i + 1)).join("");

/** Every hand in its order, six to a column. */
export function BeadRoad({ beads, sides, cell = 20, least }: { beads: Bead[]; sides: readonly string[]; cell?: number; least: number }) {
  const half = cell / 2;
  return (
    <Paper label={tb.beadRoadSays(beads.length)} cell={cell} columns={Math.ceil(beads.length / rows)} least={least} road="bead-road">
      {beads.map((b, i) => (
        <g key={i} transform={`translate(${Math.floor(i / rows) * cell + half} ${(i % rows) * cell + half})`} class={`bead s-${b.win}`}>
          <circle r={half - 1.5} />
          <text dy="0.36em" font-size={cell * 0.56}>{b.points ?? tb.letter(b.win, sides)}</text>
          <Dots bead={b} at={half - 3.5} r={cell * 0.13} />
          {b.suited && <circle class="suited-mark" r={half - 4} />}
        </g>
      ))}
    </Paper>
  );
}

function Dots({ bead: b, at, r }: { bead: Bead; at: number; r: number }) {
  return <>{b.bankerPair && <circle class="dot s-banker" cx={-at} cy={-at} r={r} />}{b.playerPair && <circle class="dot s-player" cx={at} cy={at} r={r} />}</>;
}

/** Runs of one winner as columns; ties as strokes with their count, pairs as dots. */
export function BigRoad({ beads, roads, cell = 16, least, bare }: { beads: Bead[]; roads: Roads; cell?: number; least: number; bare?: boolean }) {
  const icons = bigIcons(beads);
  const cells = icons.length === 1 && icons[0]!.win === tie ? [{ column: 0, row: 0 }] : layoutOf(roads.big.map((c) => c.depth), rows);
  const half = cell / 2;
  const body = icons.map((b, i) => {
    const at = cells[i]!;
    return (
      <g key={i} transform={`translate(${at.column * cell + half} ${at.row * cell + half})`} class={`big-icon s-${b.win}`}>
        {b.win !== tie && <circle class="ring" r={half - 2.5} stroke-width={cell > 12 ? 2.2 : 1.8} />}
        {b.ties > 0 && <path class="tie-stroke" d={`M${-half + 2} ${half - 2}L${half - 2} ${-half + 2}`} />}
        {b.ties > 1 && !bare && <text class="tie-count" dy="0.36em" font-size={cell * 0.6}>{b.ties}</text>}
        {!bare && <Dots bead={b} at={half - 3} r={cell * 0.13} />}
      </g>
    );
  });
  return <Paper label={tb.bigSays(roads.big)} cell={cell} columns={widthOf(cells)} least={least} road="big-road">{body}</Paper>;
}

const widthOf = (cells: { column: number }[]) => cells.reduce((most, c) => Math.max(most, c.column + 1), 0);

export type Derived = "bigEye" | "small" | "cockroach";

/** A derived road: rings, discs or strokes, red where the big road repeats itself. */
export function DerivedRoad({ road, icons, cell = 10, least }: { road: Derived; icons: string; cell?: number; least: number }) {
  const cells = layoutOf(runsOf(icons), rows);
  return (
    <Paper label={tb.derivedSays(tb[road], icons)} cell={cell} columns={widthOf(cells)} least={least} road={`derived-road ${road}`}>
      {cells.map((c, i) => <g key={i} transform={`translate(${c.column * cell + cell / 2} ${c.row * cell + cell / 2})`}><Icon road={road} colour={icons[i]!} half={cell / 2} /></g>)}
    </Paper>
  );
}

function Icon({ road, colour, half }: { road: Derived; colour: string; half: number }) {
  const at = half - 1.8;
  const look = `icon-${road} i-${colour}`;
  return road === "cockroach" ? <path class={look} d={`M${-at} ${at}L${at} ${-at}`} /> : <circle class={look} r={at} />;
}

/** One icon on its own, for what would come. */
function NextIcon({ road, colour }: { road: Derived; colour: string }) {
  return <svg class="next-icon" viewBox="-7 -7 14 14" aria-hidden="true">{colour ? <Icon road={road} colour={colour} half={7} /> : <path class="icon-none" d="M-3 0h6" />}</svg>;
}

/** What each side's win would put on the derived roads. */
export function Predictions({ roads, sides }: { roads: Roads; sides: [string, string] }) {
  return (
    <dl class="predictions" aria-label={tb.nextTitle}>
      {sides.map((side) => {
        const next: Next = nextIcons(roads, side);
        return (
          <div key={side}>
            <dt class={`s-${side}`} aria-hidden="true">{tb.nextIf(side)}</dt>
            <dd><span class="unseen">{tb.nextSays(side, next)}</span><NextIcon road="bigEye" colour={next.bigEye} /><NextIcon road="small" colour={next.small} /><NextIcon road="cockroach" colour={next.cockroach} /></dd>
          </div>
        );
      })}
    </dl>
  );
}

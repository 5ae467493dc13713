import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { reducedMotion, useClient } from "../../ui/hooks";
import type { Art } from "./art/art";
import { Sym } from "./art/sprites";
import type { Win } from "./bodies";
import type { Beat } from "./fold";
import type { MachineSheet } from "./machine";
import { placesOf, turnsOf, type Moment, type Timeline } from "./reveal";

const cellsPerSecond = 17;

/** What a window shows where no spin is known: the strips at their stops, or at the beginning. */
export function restRows(sheet: MachineSheet, stops: number[]): string[][] {
  return Array.from({ length: sheet.machine.rows }, (_, row) => sheet.strips.paid.map((strip, k) => strip[((stops[k] ?? k * 3) + row) % strip.length]!));
}

interface Props { art: Art; sheet: MachineSheet; beat: Beat | null; timeline: Timeline | null; moment: Moment | null; nowMs: number; stops: number[]; label: string }

/** The window of the machine: reels that turn toward what is known already, then what won. */
export function Reels({ art, sheet, beat, timeline, moment, nowMs, stops, label }: Props) {
  const { machine } = sheet;
  const rows = beat && moment ? beat.shown.drops[moment.drop]!.rows : restRows(sheet, stops);
  const last = useRef<{ key: string; rows: string[][] }>({ key: "", rows });
  const before = useRef(rows);
  if (beat && beat.kind !== "gamble" && last.current.key !== beat.key) {
    before.current = last.current.key ? last.current.rows : restRows(sheet, stopsBefore(beat, stops));
    last.current = { key: beat.key, rows: beat.shown.drops.at(-1)!.rows };
  }
  const turning = beat && timeline && moment?.told === "turning";
  const strips = beat?.kind === "free" ? sheet.strips.free : sheet.strips.paid;
  const lit = useMemo(() => litPlaces(beat, moment, sheet), [beat?.shown, moment?.told, moment?.drop, moment?.turn]);
  const fell = useMemo(() => fallen(beat, moment, sheet), [beat?.shown, moment?.told, moment?.drop]);
  const wins = lit.size > 0;
  return (
    <div class={`reels r${sheet.reels} ${turning ? "turning" : ""} ${wins ? "has-wins" : ""} ${moment?.told ?? ""}`} role="img" aria-label={label}>
      {Array.from({ length: sheet.reels }, (_, k) => {
        const column = rows.map((r) => r[k]!);
        if (turning && !reducedMotion()) {
          return <Turning key={`${beat.key}:${k}`} art={art} strip={strips[k]!} stop={beat.shown.stops[k]!} column={column} before={before.current.map((r) => r[k]!)} startMs={timeline.startMs} stopMs={timeline.stopsMs[k]!} />;
        }
        const waits = turning && nowMs < timeline.stopsMs[k]!;
        const shown = waits ? before.current.map((r) => r[k]!) : column;
        return (
          <div class={`reel ${waits ? "fading" : ""}`} key={`${beat?.key ?? ""}:${moment?.drop ?? 0}:${k}:${waits ? 0 : 1}`}>
            <div class="strip">
              {shown.map((name, row) => {
                const from = fell?.[k]?.[row] ?? 0;
                const is = lit.has(`${k}:${row}`);
                const gone = moment?.told === "clearing" && is;
                return <span key={row} class={`cell ${is ? "lit" : wins ? "dim" : ""} ${gone ? "gone" : ""} ${from ? "falls" : ""}`} {...(from ? { style: { "--from": -from } as never } : {})}><Sym art={art} name={name} /></span>;
              })}
            </div>
          </div>
        );
      })}
      <Lines sheet={sheet} beat={beat} moment={moment} />
      {machine.kind === "lines" && <span class="reel-edge" aria-hidden="true" />}
    </div>
  );
}

/** The reels stood where the round before left them; a page that came later does not know, and takes the strip's beginning. */
function stopsBefore(beat: Beat, stops: number[]): number[] {
  return String(stops) === String(beat.shown.stops) ? [] : stops;
}

/** One reel on its way: its own strip runs past, and stands at stopMs in the place that was drawn. */
function Turning({ art, strip, stop, column, before, startMs, stopMs }: { art: Art; strip: string[]; stop: number; column: string[]; before: string[]; startMs: number; stopMs: number }) {
  const client = useClient();
  const el = useRef<HTMLDivElement>(null);
  const rows = column.length;
  const travel = Math.max(rows + 6, Math.round(((stopMs - startMs) / 1000) * cellsPerSecond));
  const cells = useMemo(() => {
    const at = (place: number) => strip[((place % strip.length) + strip.length) % strip.length]!;
    const between = Array.from({ length: travel - rows }, (_, i) => at(stop + rows + i));
    return [at(stop - 1), ...column, ...between, ...before];
  }, []);
  useLayoutEffect(() => {
    const one = 100 / cells.length; // a cell, in percent of the strip
    const y = (away: number) => ({ transform: `translateY(${-one * (1 + away)}%)` });
    const run = el.current!.animate([
      { ...y(travel), easing: "cubic-bezier(.45,0,.9,.55)" }, { ...y(travel * 0.95), offset: 0.1, easing: "linear" },
      { ...y(travel * 0.07), offset: 0.88, easing: "cubic-bezier(.2,.6,.5,1)" }, { ...y(-0.14), offset: 0.96, easing: "ease-in-out" }, y(0),
    ], { duration: Math.max(1, stopMs - startMs), fill: "both" });
    run.currentTime = Math.max(0, client.now() - startMs); // whoever comes later joins in the middle
    return () => run.cancel();
  }, []);
  return (
    <div class="reel">
      <div class="strip run" ref={el}>{cells.map((name, i) => <span key={i} class="cell"><Sym art={art} name={name} /></span>)}</div>
    </div>
  );
}

function wildOf(sheet: MachineSheet): string | undefined {
  return sheet.machine.symbols.find((s) => s.role === "wild")?.name;
}

/** The wins that are on show at this moment. */
function winsNow(beat: Beat | null, moment: Moment | null): Win[] {
  if (!beat || !moment || moment.told === "turning" || moment.told === "falling") return [];
  if (moment.told === "done" && moment.turn >= 0) {
    const turn = turnsOf(beat.shown)[moment.turn];
    return turn && "win" in turn && turn.drop === moment.drop ? [turn.win] : [];
  }
  return beat.shown.drops[moment.drop]!.wins ?? [];
}

function litPlaces(beat: Beat | null, moment: Moment | null, sheet: MachineSheet): Set<string> {
  const lit = new Set<string>();
  if (!beat || !moment) return lit;
  const drop = beat.shown.drops[moment.drop]!;
  for (const w of winsNow(beat, moment)) for (const [k, row] of placesOf(w, drop.rows, sheet.machine.lines, wildOf(sheet))) lit.add(`${k}:${row}`);
  const turn = moment.told === "done" ? turnsOf(beat.shown)[moment.turn] : undefined;
  const scatters = beat.shown.scatterPay > 0 || beat.shown.awarded > 0;
  const last = moment.drop === beat.shown.drops.length - 1;
  if (scatters && last && (moment.told === "lit" || (turn && "scatters" in turn))) {
    const scatter = sheet.machine.symbols.find((s) => s.role === "scatter")?.name;
    drop.rows.forEach((r, row) => r.forEach((name, k) => { if (name === scatter) lit.add(`${k}:${row}`); }));
  }
  return lit;
}

/** How many cells each symbol of the new drop has come down: by reel and row; null while nothing falls. */
function fallen(beat: Beat | null, moment: Moment | null, sheet: MachineSheet): number[][] | null {
  if (!beat || !moment || moment.told !== "falling") return null;
  const from = beat.shown.drops[moment.drop - 1]!;
  const wild = wildOf(sheet);
  const gone = new Set((from.wins ?? []).flatMap((w) => placesOf(w, from.rows, sheet.machine.lines, wild)).map(([k, row]) => `${k}:${row}`));
  const rows = from.rows.length;
  return Array.from({ length: sheet.reels }, (_, k) => {
    const kept = Array.from({ length: rows }, (_, row) => row).filter((row) => !gone.has(`${k}:${row}`));
    const fresh = rows - kept.length;
    return Array.from({ length: rows }, (_, row) => (row < fresh ? fresh : row - kept[row - fresh]!));
  });
}

/** The winning lines, drawn through their places. */
function Lines({ sheet, beat, moment }: { sheet: MachineSheet; beat: Beat | null; moment: Moment | null }) {
  const { lines, rows } = sheet.machine;
  const wins = winsNow(beat, moment).filter((w) => w.line);
  if (!lines || wins.length === 0) return null;
  return (
    <svg class="lines" viewBox={`0 0 ${sheet.reels * 100} ${rows * 100}`} preserveAspectRatio="none" aria-hidden="true">
      {wins.map((w) => {
        const points = lines[w.line! - 1]!.map((row, k) => `${k * 100 + 50},${row * 100 + 50}`);
        const first = lines[w.line! - 1]![0]! * 100 + 50;
        const end = lines[w.line! - 1]!.at(-1)! * 100 + 50;
        const path = `0,${first} ${points.join(" ")} ${sheet.reels * 100},${end}`;
        return <g key={w.line} class={`line l${w.line! % 6}`}><polyline class="under" points={path} /><polyline points={path} /></g>;
      })}
    </svg>
  );
}

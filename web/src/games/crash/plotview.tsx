import { useEffect, useRef, useState } from "preact/hooks";
import type { Out } from "./bodies";
import { useFrames } from "./frame";
import type { CrashState } from "./fold";
import { smoothAt, type Times } from "./law";
import { areaOf, axesOf, pathOf, placeOf, secondTicks, ticksMost, timesTicks, xOf, yOf, type Axes, type Box, type Tick } from "./plot";
import { grownMs, type Stage } from "./stage";
import { tc, times } from "../../text/crash";

/** A cash-out on the curve. */
export interface Mark { key: string; times: Times; word: string; own: boolean }

const namedMost = 4; // others' names beside their dots; more would cover each other

/** A bot is marked by the page; a sign in front of its name would say it twice. */
export function plainName({ name, bot }: { name: string; bot: boolean }): string {
  return bot ? name.replace(/^[^\p{L}\p{N}]+/u, "") || name : name;
}

/** Others' cash-outs, newest first, and the player's own. */
export function marksOf(outs: Out[], own: { bet: string; times: Times }[], me: string, you: string): Mark[] {
  const others = outs.filter((o) => o.name !== me);
  return [
    ...others.map((o, i) => ({ key: `${o.name}:${o.times}`, times: o.times, word: i < namedMost ? plainName(o) : "", own: false })).reverse(),
    ...own.filter((b) => b.times > 0).map((b) => ({ key: b.bet, times: b.times, word: `${you} ${times(b.times)}`, own: true })),
  ];
}

const range = Array.from({ length: ticksMost }, (_, i) => i);

/** The curve in its axes. The line is moved by hand for every picture; only marks are rendered. */
export function Plot({ s, stage, marks }: { s: CrashState; stage: Stage; marks: Mark[] }) {
  const svg = useRef<SVGSVGElement>(null);
  const box = useBox(svg);
  const alive = stage === "running" || stage === "silent";
  useFrames(alive, (nowMs) => {
    if (svg.current && box.width > 0) draw(svg.current, axesOf(box, grownMs(s, nowMs)), grownMs(s, nowMs), s);
  }, [s, stage, marks, box]);
  const grows = alive || stage === "crashed";
  return (
    <svg ref={svg} class={`plot ${stage}`} aria-hidden="true" width="100%" height="100%">
      <g class="grid-y">{range.map((i) => <g key={i}><line /><text text-anchor="end" dy="0.35em" /></g>)}</g>
      <g class="grid-x">{range.map((i) => <text key={i} text-anchor="middle" />)}</g>
      <path class="base" />
      <g class="drawn" style={{ display: grows ? undefined : "none" }}>
        <path class="curve-area" />
        <path class="curve-line" />
        {s.rescued && <g class="moved-mark"><line /><text text-anchor="middle">{tc.movedShort}</text></g>}
        <g class="marks">
          {marks.map((m) => (
            <g key={m.key} class={m.own ? "mark own" : "mark"} data-times={m.times}>
              <circle r={m.own ? 7 : 4} />{m.word && <text>{m.word}</text>}
            </g>
          ))}
        </g>
        <g class="curve-tip">{stage === "crashed" ? <path d="M-7 -7L7 7M7 -7L-7 7" /> : <circle r="7" />}</g>
      </g>
    </svg>
  );
}

function useBox(ref: { current: SVGSVGElement | null }): Box {
  const [box, setBox] = useState<Box>({ width: 0, height: 0 });
  useEffect(() => {
    const el = ref.current;
    if (!el) return;
    const watch = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      setBox((b) => (b.width === width && b.height === height ? b : { width, height }));
    });
    watch.observe(el);
    return () => watch.disconnect();
  }, []);
  return box;
}

function draw(svg: SVGSVGElement, a: Axes, ms: number, s: CrashState): void {
  const one = (name: string) => svg.querySelector<SVGElement>(name);
  ticks(svg, ".grid-y > g", timesTicks(a), (g, tick) => {
    const y = Math.round(yOf(a, tick.at)) + 0.5;
    set(g.children[0]!, { x1: a.left, x2: a.right, y1: y, y2: y });
    set(g.children[1]!, { x: a.left - 10, y });
    text(g.children[1]!, tick.word);
  });
  ticks(svg, ".grid-x > text", secondTicks(a), (g, tick) => {
    set(g, { x: xOf(a, tick.at), y: a.bottom + 20 });
    text(g, tick.word);
  });
  set(one(".base")!, { d: `M${a.left} ${a.bottom + 0.5}H${a.right}` });
  const path = pathOf(a, ms);
  set(one(".curve-line")!, { d: path });
  set(one(".curve-area")!, { d: areaOf(a, path, ms) });
  const end = s.phase === "settled" ? s.point : smoothAt(ms);
  set(one(".curve-tip")!, { transform: `translate(${xOf(a, ms)} ${yOf(a, end)})` });
  const taken: { x: number; y: number }[] = [];
  for (const m of [...svg.querySelectorAll<SVGElement>(".mark")].reverse()) { // the player's own first, then the newest
    const at = placeOf(a, Number(m.dataset["times"]));
    set(m, { transform: `translate(${at.x.toFixed(1)} ${at.y.toFixed(1)})` });
    const word = m.querySelector("text");
    if (!word) continue;
    const own = m.classList.contains("own");
    const covered = taken.some((t) => Math.abs(t.x - at.x) < wordWidth && Math.abs(t.y - at.y) < wordHeight);
    word.style.display = covered && !own ? "none" : "";
    if (own || !covered) taken.push(at);
    placeWord(word, at.x - a.left, own ? 14 + (covered ? 18 : 0) : 8);
  }
  const moved = one(".moved-mark");
  if (moved && s.rescued) {
    const { x, y } = placeOf(a, s.rescued.times);
    set(moved.children[0]!, { x1: x, x2: x, y1: y, y2: a.bottom });
    set(moved.children[1]!, { x: Math.max(x, a.left + 40), y: a.bottom - 8 });
  }
}

const wordWidth = 92; // of a name, about: two that would cover each other are not both written
const wordHeight = 24;

/** A name stands left above its dot, where the curve never is; to the right where there is no room. */
function placeWord(word: Element, room: number, up: number): void {
  const left = room > 96;
  set(word, { "text-anchor": left ? "end" : "start", x: left ? -12 : 4, y: left ? -up : -up - 12 });
}

function ticks(svg: SVGSVGElement, name: string, list: Tick[], place: (el: Element, tick: Tick) => void): void {
  svg.querySelectorAll<SVGElement>(name).forEach((el, i) => {
    const tick = list[i];
    el.style.display = tick ? "" : "none";
    if (tick) place(el, tick);
  });
}

function set(el: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) el.setAttribute(name, String(value));
}

function text(el: Element, word: string): void {
  if (el.textContent !== word) el.textContent = word;
}

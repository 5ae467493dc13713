import { useMemo, useRef, useState } from "preact/hooks";
import { t } from "../../text/en";
import { money, plain } from "../../text/format";
import { Button } from "../../ui/parts";
import type { SpotStake } from "./bodies";
import { stakedMinor } from "./fold";
import { colourOf, labelOf, type Way } from "./layout";
import type { Play } from "../chips/play";
import { coveredBy, stakesOfCall, stakesOfNeighbours, trackOf, type Track } from "./racetrack";
import type { Call, Sheet } from "./sheet";

const neighboursMost = 9;

/** What is under the pointer or the focus: a call, or a number with its neighbours. */
type Pick = { call: Call } | { number: number };

interface Props {
  sheet: Sheet; way: Way; play: Play; currency: string;
  /** Told what a click would place; [] when nothing is picked. */
  onPreview(stakes: SpotStake[]): void;
  onPlaced?(): void;
}

/** Bets by their place on the wheel: calls, and a number with its neighbours. One click is one command. */
export function Racetrack({ sheet, way, play, currency, onPreview, onPlaced }: Props) {
  const track = useMemo(() => trackOf(sheet, way), [sheet, way]);
  const [n, setN] = useState(2);
  const [pick, setPick] = useState<Pick | null>(null);
  const stakesOf = (p: Pick | null, reach = n) =>
    !p ? [] : "call" in p ? stakesOfCall(p.call, play.chip) : stakesOfNeighbours(sheet.wheel, p.number, reach, play.chip);
  const look = (p: Pick | null, reach = n) => { setPick(p); onPreview(stakesOf(p, reach)); };
  const place = (p: Pick) => {
    if (!play.can.bet) return;
    play.placeAll(stakesOf(p));
    look(null);
    onPlaced?.();
  };
  const reach = (to: number) => { setN(to); look(pick, to); };
  const lit = useMemo(() => coveredBy(sheet, stakesOf(pick)), [pick, n, sheet]);
  return (
    <div class={`racetrack ${way}`} data-testid="racetrack">
      <Drawing track={track} sheet={sheet} lit={lit} pick={pick} locked={!play.can.bet} label={(p) => labelOfPick(p, n, stakesOf(p), currency)} onLook={look} onPlace={place} />
      <div class="track-foot">
        <div class="stepper" role="group" aria-label={t.neighbours}>
          <Button aria-label={t.fewer} disabled={n <= 1} onClick={() => reach(n - 1)}>−</Button>
          <output aria-live="polite" data-testid="neighbours">{t.neighboursN(n)}</output>
          <Button aria-label={t.more1} disabled={n >= neighboursMost} onClick={() => reach(n + 1)}>+</Button>
        </div>
        <p class="track-line" data-testid="track-line">{pick ? labelOfPick(pick, n, stakesOf(pick), currency) : play.can.bet ? t.trackHint : t.trackLocked}</p>
        {pick && <Button look="brass" data-testid="track-place" class="by-finger" disabled={!play.can.bet} onClick={() => place(pick)}>{t.placeFor(money(stakedMinor(stakesOf(pick)), currency))}</Button>}
      </div>
    </div>
  );
}

function labelOfPick(p: Pick, n: number, stakes: SpotStake[], currency: string): string {
  const total = money(stakedMinor(stakes), currency);
  return "call" in p ? t.callLine(t.callNames[p.call.name] ?? p.call.name, p.call.chips, total)
    : t.neighboursLine(labelOf(p.number), n, stakes.length, plain(stakes[0]?.stake ?? 0, currency), total);
}

interface DrawingProps {
  track: Track; sheet: Sheet; lit: Set<number>; pick: Pick | null; locked: boolean;
  label(p: Pick): string; onLook(p: Pick | null): void; onPlace(p: Pick): void;
}

/** Arrows walk the wheel and, past its inner side, the calls; a finger looks first and places with the button. */
function Drawing({ track, sheet, lit, pick, locked, label, onLook, onPlace }: DrawingProps) {
  const [stop, setStop] = useState(sheet.wheel[0]!);
  const box = useRef<SVGSVGElement>(null);
  const finger = useRef(false);
  const button = (p: Pick) => ({
    role: "button" as const, "aria-label": label(p), "aria-disabled": locked,
    onPointerDown: (e: PointerEvent) => { finger.current = e.pointerType === "touch"; },
    onClick: () => { if (finger.current) { finger.current = false; onLook(p); } else onPlace(p); },
    onPointerEnter: (e: PointerEvent) => { if (e.pointerType !== "touch") onLook(p); },
    onPointerLeave: (e: PointerEvent) => { if (e.pointerType !== "touch") onLook(null); },
    onFocus: (e: FocusEvent) => { if ((e.currentTarget as Element).matches(":focus-visible")) onLook(p); },
  });
  const key = (e: KeyboardEvent, p: Pick) => {
    if (e.key === "Enter" || e.key === " ") { e.preventDefault(); return onPlace(p); }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    if (!step || !("number" in p)) return;
    e.preventDefault();
    const next = sheet.wheel.at((sheet.wheel.indexOf(p.number) + step) % sheet.wheel.length)!;
    setStop(next);
    box.current?.querySelector<SVGElement>(`[data-number="${next}"]`)?.focus();
  };
  return (
    <svg ref={box} viewBox={`0 0 ${track.w} ${track.h}`} role="group" aria-label={t.racetrack}>
      {track.areas.map((a) => (
        <g key={a.call.name} {...button({ call: a.call })} tabIndex={0} class={`area ${pick && "call" in pick && pick.call === a.call ? "picked" : ""}`} data-testid={`call-${a.call.name}`} onKeyDown={(e: KeyboardEvent) => key(e, { call: a.call })}>
          <path d={a.path} />
          <text x={a.x} y={a.y} aria-hidden="true">{t.callShort[a.call.name] ?? a.call.name}</text>
        </g>
      ))}
      {track.areas.length === 0 && <text class="track-only" x={track.w / 2} y={track.h / 2} aria-hidden="true">{t.neighbours}</text>}
      {track.pockets.map((p) => (
        <g
          key={p.number} {...button({ number: p.number })} tabIndex={p.number === stop ? 0 : -1} data-number={p.number} data-testid={`pocket-${labelOf(p.number)}`}
          class={`track-pocket ${colourOf(p.number)} ${lit.has(p.number) ? "lit" : ""}`} onKeyDown={(e: KeyboardEvent) => key(e, { number: p.number })}
        >
          <path d={p.path} />
          {colourOf(p.number) === "red" && <circle cx={p.x} cy={p.y} r="21" />}
          <text x={p.x} y={p.y} aria-hidden="true">{labelOf(p.number)}</text>
        </g>
      ))}
    </svg>
  );
}

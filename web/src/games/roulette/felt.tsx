import { memo } from "preact/compat";
import { useCallback, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../../text/en";
import { chipLabel, money, plain } from "../../text/format";
import { FeltChips, type Landing } from "./feltchips";
import type { SpotStake } from "./bodies";
import { colourOf, doubleZero, labelOf, layoutOf, neighbour, rowsOf, type Box, type Hit, type Layout, type Way } from "./layout";
import type { Play } from "../chips/play";
import type { Sheet } from "./sheet";

export interface FeltProps {
  sheet: Sheet;
  way: Way;
  play: Play;
  currency: string;
  /** Everybody's totals by spot. */
  totals: Map<string, number>;
  /** The player's stakes that zero holds, by spot. */
  held: Map<string, number>;
  /** The result on show. */
  landing: Landing | null;
  /** Why nothing can be placed, or "". */
  locked: boolean;
  /** What a call or a saved bet would place, shown before it is. */
  preview: SpotStake[];
}

/** The betting layout: printed fields, a button for every spot, chips, and a word where the pointer is. */
export function Felt(p: FeltProps) {
  const layout = useMemo(() => layoutOf(p.sheet.spots, p.way), [p.sheet, p.way]);
  const [at, setAt] = useState("");
  const place = useRef(p.play.place);
  place.current = p.play.place;
  const onPlace = useCallback((spot: string) => place.current(spot), []);
  const lit = useMemo(
    () => new Set([at, ...p.preview.map((s) => s.spot)].flatMap((spot) => p.sheet.byName.get(spot)?.numbers ?? [])), [at, p.preview, p.sheet],
  );
  const stakes = useMemo(
    () => new Map(p.sheet.spots.map((s) => [s.name, (p.play.mine.get(s.name) ?? 0)])),
    [p.sheet, [...p.play.mine].join()],
  );
  const held = useMemo(() => p.held, [[...p.held].join()]);
  return (
    <div class={`felt ${p.way} ${p.sheet.wheel.length > 37 ? "zeros2" : ""} ${p.locked ? "locked" : ""} ${p.landing ? "landed" : ""}`} data-testid="felt">
      <Print layout={layout} sheet={p.sheet} lit={lit} at={at} number={p.landing?.number ?? -1} />
      <Hits layout={layout} sheet={p.sheet} stakes={stakes} held={held} currency={p.currency} locked={p.locked} onAt={setAt} onPlace={onPlace} />
      <FeltChips layout={layout} sheet={p.sheet} play={p.play} totals={p.totals} held={held} currency={p.currency} landing={p.landing} preview={p.preview} />
      {at && <Tip layout={layout} spot={at} {...p} />}
    </div>
  );
}

function put(l: Layout, b: Box): Record<string, string> {
  return {
    left: `${(100 * b.x) / l.w}%`, top: `${(100 * b.y) / l.h}%`, width: `${(100 * b.w) / l.w}%`, height: `${(100 * b.h) / l.h}%`,
  };
}

/** The fields with their numbers and names; the covered ones lighter, the winning ones lit. */
const Print = memo(function Print({ layout, sheet, lit, at, number }: {
  layout: Layout; sheet: Sheet; lit: Set<number>; at: string; number: number;
}) {
  return (
    <div class="print" aria-hidden="true">
      {layout.cells.map((c) => {
        const spot = sheet.byName.get(c.spot)!;
        const straight = spot.kind === "straight";
        const n = spot.numbers[0]!;
        const won = number >= 0 && spot.numbers.includes(number);
        const look = straight ? colourOf(n) : c.spot === "red" || c.spot === "black" ? `outside colour ${c.spot}` : "outside";
        const covered = straight ? lit.has(n) : at === c.spot;
        return (
          <div key={c.spot} class={`cell ${spot.kind} ${look} ${covered ? "covered" : ""} ${won ? "won" : ""} ${n === doubleZero ? "double" : ""}`} style={put(layout, c.box)}>
            <span>{straight ? labelOf(n) : fieldWord(c.spot)}</span>
          </div>
        );
      })}
    </div>
  );
});

function fieldWord(spot: string): string {
  if (spot.startsWith("column")) return t.columnShort;
  if (spot.startsWith("dozen")) return t.dozensShort[Number(spot.slice(-1)) - 1]!;
  return t.evensShort[spot] ?? spot;
}

interface HitsProps {
  layout: Layout; sheet: Sheet; stakes: Map<string, number>; held: Map<string, number>; currency: string; locked: boolean;
  onAt(spot: string): void; onPlace(spot: string): void;
}

const spotUnder = (e: PointerEvent) =>
  document.elementFromPoint(e.clientX, e.clientY)?.closest<HTMLElement>("[data-spot]")?.dataset["spot"] ?? "";

const ways: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * A grid with a named cell for each spot. A mouse places on click; a finger shows
 * what it would cover while it slides, and places where it is lifted, so that a
 * line between two numbers can be met on a small screen. By keyboard the grid is
 * one stop: arrows walk it, Enter places.
 */
const Hits = memo(function Hits({ layout, sheet, stakes, held, currency, locked, onAt, onPlace }: HitsProps) {
  const touching = useRef(false);
  const box = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState(layout.hits[0]!.spot);
  const { rows, columns } = useMemo(() => gridOf(layout), [layout]);
  const down = (e: PointerEvent) => {
    if (e.pointerType !== "touch") return;
    touching.current = true;
    box.current?.setPointerCapture(e.pointerId);
    onAt(spotUnder(e));
  };
  const move = (e: PointerEvent) => { if (touching.current) onAt(spotUnder(e)); };
  const up = (e: PointerEvent) => {
    if (!touching.current) return;
    const spot = e.type === "pointerup" ? spotUnder(e) : "";
    if (spot && !locked) onPlace(spot);
    onAt("");
    setTimeout(() => { touching.current = false; }); // after the click that follows a touch
  };
  const click = (spot: string) => { if (!touching.current && !locked) onPlace(spot); };
  const key = (e: KeyboardEvent) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Enter" || e.key === " ") {
      e.preventDefault();
      if (!locked) onPlace(stop);
      return;
    }
    const next = stepOf(layout, rows, stop, e.key);
    if (!next) return;
    e.preventDefault();
    setStop(next);
    box.current?.querySelector<HTMLElement>(`[data-spot="${next}"]`)?.focus();
  };
  return (
    <div
      class="hits" ref={box} role="grid" aria-label={t.felt} aria-rowcount={rows.length} aria-colcount={columns.length} aria-readonly="true"
      onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={up} onKeyDown={key}
    >
      {rows.map((row, i) => (
        <div key={i} role="row" aria-rowindex={i + 1}>
          {row.map((h) => {
            const s = sheet.byName.get(h.spot)!;
            const mine = stakes.get(h.spot) ?? 0;
            const kept = held.get(h.spot) ?? 0;
            return (
              <div
                key={h.spot} role="gridcell" class={`hit layer${h.layer}`} style={put(layout, h.box)} aria-colindex={columns.indexOf(h.x) + 1}
                data-spot={h.spot} data-testid={`spot-${h.spot}`} aria-disabled={locked} tabIndex={h.spot === stop ? 0 : -1}
                aria-label={t.spotLabel(t.spotName(h.spot, s.numbers), s.pays, mine ? money(mine, currency) : "", kept ? money(kept, currency) : "")}
                onClick={() => click(h.spot)}
                onPointerEnter={(e) => { if (e.pointerType !== "touch") onAt(h.spot); }}
                onPointerLeave={(e) => { if (e.pointerType !== "touch") onAt(""); }}
                onFocus={(e) => { setStop(h.spot); if (e.currentTarget.matches(":focus-visible")) onAt(h.spot); }} onBlur={() => onAt("")}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
});

function gridOf(layout: Layout): { rows: Hit[][]; columns: number[] } {
  const rows = rowsOf(layout);
  return { rows, columns: [...new Set(layout.hits.map((h) => h.x))].sort((a, b) => a - b) };
}

/** Where a key leads from a spot; "" for a key that does not walk. */
function stepOf(layout: Layout, rows: Hit[][], from: string, key: string): string {
  const way = ways[key];
  if (way) return neighbour(layout, from, way[0], way[1]);
  if (key !== "Home" && key !== "End") return "";
  const row = rows.find((r) => r.some((h) => h.spot === from)) ?? rows[0]!;
  return row.at(key === "Home" ? 0 : -1)!.spot;
}

function straightOf(spot: string): number {
  if (spot === "straight:00") return doubleZero;
  return spot.startsWith("straight:") ? Number(spot.slice(9)) : -1;
}

/** What the pointer is on: name, payout, limits, what lies there. */
function Tip({ layout, spot, sheet, play, totals, held, currency }: FeltProps & { layout: Layout; spot: string }) {
  const h = layout.hits.find((x) => x.spot === spot);
  const s = sheet.byName.get(spot);
  if (!h || !s) return null;
  // Clear of what the spot covers: above it, or below where there is no room above.
  const covered = layout.cells.filter((c) => c.spot === spot || (h.layer > 0 && s.numbers.includes(straightOf(c.spot))));
  const top = (100 * Math.min(...covered.map((c) => c.box.y))) / layout.h;
  const bottom = (100 * Math.max(...covered.map((c) => c.box.y + c.box.h))) / layout.h;
  const below = top < (layout.w > layout.h ? 20 : 11);
  const x = (100 * h.x) / layout.w;
  const y = below ? bottom : top;
  const mine = play.mine.get(spot) ?? 0;
  const others = Math.max(0, (totals.get(spot) ?? 0) - mine);
  const kept = held.get(spot) ?? 0;
  const side = `${below ? "below" : ""} ${x < 24 ? "left" : x > 76 ? "right" : ""}`;
  return (
    <div class={`tip ${side}`} style={{ left: `${x}%`, top: `${y}%` }} role="status">
      <b>{t.spotName(spot, s.numbers)}</b>
      <span class="pays">{t.pays(s.pays)}</span>
      <span class="dim">{t.tipLimits(plain(s.minMinor, currency), plain(s.maxMinor, currency), currency)}</span>
      {(mine > 0 || others > 0 || kept > 0) && (
        <span class="dim">
          {kept > 0 && <em>{t.tipHeld(chipLabel(kept, currency))}</em>}
          {mine > 0 && <em>{t.tipMine(chipLabel(mine, currency))}</em>}
          {others > 0 && <> {t.tipOthers(chipLabel(others, currency))}</>}
        </span>
      )}
    </div>
  );
}

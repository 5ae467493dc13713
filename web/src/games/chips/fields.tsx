// A betting layout of named fields: a grid by rows, chips on them, and the walk
// of the money when the outcome is known.
import { memo } from "preact/compat";
import { useRef, useState } from "preact/hooks";
import { t } from "../../text/en";
import { tfelt } from "../../text/felt";
import { chipLabel, money, plain } from "../../text/format";
import { useSince } from "../../ui/hooks";
import { ChipFace, Pile } from "./chip";
import type { Play } from "./play";

export interface Field {
  spot: string;
  title: string;
  /** What it pays, as the table says it. */
  pays: string;
  /** What it is on, where the name does not say it. */
  hint?: string;
  /** Its class. */
  look: string;
  /** How wide it is beside the others of its row. */
  span: number;
  minMinor: number;
  maxMinor: number;
}

export type Fate = "won" | "lost" | "push" | "half";

/** An outcome on show: what it does to each spot, and what each brought beside its stakes. */
export interface Landing { landsAtMs: number; fate(spot: string): Fate; payMinor(spot: string): number }

interface FieldsProps {
  rows: Field[][];
  play: Play;
  currency: string;
  /** Everybody's totals by spot. */
  totals: Map<string, number>;
  locked: boolean;
  landing: Landing | null;
  look: string;
}

export function Fields({ rows, play, currency, totals, locked, landing, look }: FieldsProps) {
  const [at, setAt] = useState("");
  const since = useSince(landing?.landsAtMs ?? null);
  const field = at ? rows.flat().find((f) => f.spot === at) : undefined;
  return (
    <div class={`fields ${look} ${locked ? "locked" : ""} ${landing ? "landed walk" : ""}`} data-testid="felt" style={since}>
      <Grid rows={rows} play={play} currency={currency} totals={totals} locked={locked} landing={landing} onAt={setAt} />
      {field && <Tip field={field} row={rows.findIndex((r) => r.includes(field))} rows={rows} play={play} currency={currency} totals={totals} />}
    </div>
  );
}

const ways: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Where a key leads from a spot: arrows to the field that lies there, Home and End in the row; "" for other keys. */
export function stepOf(rows: Pick<Field, "spot" | "span">[][], from: string, key: string): string {
  const y = Math.max(0, rows.findIndex((r) => r.some((f) => f.spot === from)));
  const row = rows[y]!;
  const x = Math.max(0, row.findIndex((f) => f.spot === from));
  if (key === "Home") return row[0]!.spot;
  if (key === "End") return row.at(-1)!.spot;
  const way = ways[key];
  if (!way) return "";
  if (way[0]) return (row[x + way[0]] ?? row[x]!).spot;
  const next = rows[y + way[1]];
  return next ? nearest(next, middleOf(row, x)).spot : from;
}

/** The middle of a field, as a part of its row. */
function middleOf(row: Pick<Field, "span">[], x: number): number {
  const whole = row.reduce((sum, f) => sum + f.span, 0);
  return (row.slice(0, x).reduce((sum, f) => sum + f.span, 0) + row[x]!.span / 2) / whole;
}

function nearest<F extends Pick<Field, "span">>(row: F[], middle: number): F {
  return row.reduce((best, f, x) => (Math.abs(middleOf(row, x) - middle) < Math.abs(middleOf(row, row.indexOf(best)) - middle) ? f : best), row[0]!);
}

type GridProps = Omit<FieldsProps, "look"> & { onAt(spot: string): void };

/** By keyboard the grid is one stop: arrows walk it, Enter places. */
function Grid({ rows, play, currency, totals, locked, landing, onAt }: GridProps) {
  const box = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState(rows[0]![0]!.spot);
  const key = (e: KeyboardEvent) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Enter" || e.key === " ") {
      e.preventDefault();
      if (!locked) play.place(stop);
      return;
    }
    const next = stepOf(rows, stop, e.key);
    if (!next) return;
    e.preventDefault();
    setStop(next);
    box.current?.querySelector<HTMLElement>(`[data-spot="${next}"]`)?.focus();
  };
  return (
    <div class="field-rows" ref={box} role="grid" aria-label={t.felt} aria-readonly="true" onKeyDown={key}>
      {rows.map((row, y) => (
        <div key={row[0]!.spot} role="row" class={`field-row row${y}`} style={{ flex: highOf(rows, y), "grid-template-columns": row.map((f) => `minmax(0, ${f.span}fr)`).join(" ") }}>
          {row.map((f, x) => {
            const mine = play.mine.get(f.spot) ?? 0;
            const checking = play.checking.get(f.spot) ?? 0;
            const others = Math.max(0, (totals.get(f.spot) ?? 0) - mine);
            return (
              <div key={f.spot} class={`field ${f.look} ${landing ? landing.fate(f.spot) : ""}`}>
                <Print title={f.title} pays={f.pays} />
                <div
                  role="gridcell" class="field-hit" data-spot={f.spot} data-testid={`spot-${f.spot}`}
                  aria-disabled={locked} tabIndex={f.spot === stop ? 0 : -1} aria-label={tfelt.field(f.title, f.hint ?? "", f.pays, mine ? money(mine, currency) : "")}
                  onClick={() => { if (!locked) play.place(f.spot); }}
                  onPointerEnter={(e) => { if (e.pointerType !== "touch") onAt(f.spot); }} onPointerLeave={() => onAt("")}
                  onFocus={(e) => { setStop(f.spot); if (e.currentTarget.matches(":focus-visible")) onAt(f.spot); }} onBlur={() => onAt("")}
                />
                <span class="field-chips" aria-hidden="true" key={landing ? landing.landsAtMs : "play"} style={wayHome(rows, y, x)}>
                  {mine + checking > 0 && <span class={`pile ${landing ? landing.fate(f.spot) : ""}`}>
                    <Pile minor={mine + checking} pale={checking > 0} currency={currency} />
                    {landing && landing.payMinor(f.spot) > 0 && <span class="payout"><ChipFace minor={landing.payMinor(f.spot)} currency={currency} /></span>}
                  </span>}
                  {others > 0 && <span class={`pile beside ${landing ? landing.fate(f.spot) : ""}`}><span class="others">{chipLabel(others, currency)}</span></span>}
                </span>
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

const Print = memo(function Print({ title, pays }: { title: string; pays: string }) {
  return <span class="field-print" aria-hidden="true"><b>{title}</b><small>{pays}</small></span>;
});

/** How high a row is beside the others: the last one, nearest to the player, is the largest. */
const highOf = (rows: unknown[], y: number) => (y === rows.length - 1 ? 4.2 : 3);

/** Where a row begins, as a part of the layout's height. */
function topOf(rows: unknown[], y: number): number {
  const highs = rows.map((_, i) => highOf(rows, i));
  return highs.slice(0, y).reduce((a, b) => a + b, 0) / highs.reduce((a, b) => a + b, 0);
}

/** The house is above the layout, the player's hand below it. */
function wayHome(rows: Field[][], y: number, x: number): Record<string, string> {
  const down = (topOf(rows, y) + topOf(rows, y + 1)) / 2;
  return { "--up": `${-down * 100 - 12}cqh`, "--down": `${(1 - down) * 100 + 18}cqh`, "--aside": `${(0.5 - middleOf(rows[y]!, x)) * 60}cqw` };
}

/** What the pointer is on: name, payout, limits, what lies there. */
function Tip({ field: f, row: y, rows, play, currency, totals }: { field: Field; row: number; rows: Field[][]; play: Play; currency: string; totals: Map<string, number> }) {
  const x = 100 * middleOf(rows[y]!, rows[y]!.indexOf(f));
  const mine = play.mine.get(f.spot) ?? 0;
  const others = Math.max(0, (totals.get(f.spot) ?? 0) - mine);
  const side = `${y === 0 ? "below" : ""} ${x < 24 ? "left" : x > 76 ? "right" : ""}`;
  return (
    <div class={`tip ${side}`} style={{ left: `${x}%`, top: `${100 * topOf(rows, y === 0 ? 1 : y)}%` }} role="status">
      <b>{f.title}</b>
      {f.hint && <span>{f.hint}</span>}
      <span class="pays">{tfelt.pays(f.pays)}</span>
      <span class="dim">{t.tipLimits(plain(f.minMinor, currency), plain(f.maxMinor, currency), currency)}</span>
      {(mine > 0 || others > 0) && <span class="dim">
        {mine > 0 && <em>{t.tipMine(chipLabel(mine, currency))}</em>}
        {others > 0 && <> {t.tipOthers(chipLabel(others, currency))}</>}
      </span>}
    </div>
  );
}

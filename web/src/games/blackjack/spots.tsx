import { tb } from "../../text/blackjack";
import { chipLabel, money } from "../../text/format";
import { ChipFace, Pile } from "../chips/chip";
import type { Line } from "./bodies";
import { limitsOf, type Sheet } from "./sheet";
import type { Table } from "./play";

export interface Fate { how: "won" | "lost" | "push" | ""; payMinor: number }

/** What became of the stakes on a spot, by the lines that were paid. */
export function fateOf(lines: readonly Line[], spot: string): Fate {
  const mine = lines.filter((l) => l.spot === spot);
  if (mine.length === 0) return { how: "", payMinor: 0 };
  const stake = mine.reduce((sum, l) => sum + l.stake, 0);
  const back = mine.reduce((sum, l) => sum + l.back, 0);
  return { how: back > stake ? "won" : back === 0 ? "lost" : "push", payMinor: Math.max(0, back - stake) };
}

/** A place for chips: what lies there, whose it is, and where it goes in the end. */
export function Spot({ spot, sheet, play, currency, locked, otherMinor, hidden, fate, extraMinor = 0, onPlace }: {
  spot: string; sheet: Sheet; play: Table; currency: string; locked: boolean; otherMinor: number; hidden?: boolean; fate: Fate;
  /** Staked on top of what was placed: doubles and splits. */
  extraMinor?: number;
  onPlace(spot: string): void;
}) {
  const kind = spot.split(":")[0]!;
  const mine = (play.mine.get(spot) ?? 0) + extraMinor;
  const checking = play.checking.get(spot) ?? 0;
  if (hidden && mine + checking + otherMinor === 0) return null;
  const { minMinor, maxMinor } = limitsOf(sheet.options, spot);
  const label = tb.spotLabel(tb.spotName(spot, sheet.common), tb.limits(chipLabel(minMinor, currency), chipLabel(maxMinor, currency), currency), mine ? money(mine, currency) : "", otherMinor ? money(otherMinor, currency) : "");
  // What lies there is drawn over the button, not in it: its name says it in words.
  return (
    <span class={`bj-spot ${kind} ${mine + checking > 0 ? "has" : ""} ${locked ? "locked" : ""}`}>
      <button
        type="button" class="bj-spot-hit" data-testid={`spot-${spot}`} data-minor={mine} aria-label={label} title={label}
        aria-disabled={locked} onClick={() => { if (!locked) onPlace(spot); }}
      />
      {tb.spotShort[kind] && <span class="bj-spot-word" aria-hidden="true">{tb.spotShort[kind]}</span>}
      <span class={`pile ${fate.how === "push" ? "" : fate.how}`} aria-hidden="true">
        {otherMinor > 0 && mine + checking === 0 && <span class="mine theirs"><ChipFace minor={otherMinor} currency={currency} /></span>}
        {mine + checking > 0 && <Pile minor={mine + checking} pale={checking > 0} currency={currency} />}
        {fate.payMinor > 0 && <span class="payout"><ChipFace minor={fate.payMinor} currency={currency} /></span>}
      </span>
    </span>
  );
}

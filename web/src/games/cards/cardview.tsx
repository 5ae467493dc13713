import "./cards.css";
import { useRef } from "preact/hooks";
import { tcards } from "../../text/cards";
import { useClient } from "../../ui/hooks";
import { indexOf, isCourt, isRed, rankOf, suitOf, suitPaths, type Suit } from "./card";

function SuitMark({ suit }: { suit: Suit }) {
  return <svg class="suit" viewBox="0 0 24 24" aria-hidden="true"><path d={suitPaths[suit]} /></svg>;
}

interface CardProps {
  /** The card's code; empty: nobody may see it. */
  code: string;
  /** It lies face down although its code is known. Turned later, it turns over. */
  down?: boolean;
  /** When it left the shoe, of the server's clock; a card of long ago lies there without a walk. */
  atMs?: number;
  /** It counts no more: drawn back. */
  dim?: boolean;
  /** The words of the whole hand stand elsewhere. */
  silent?: boolean;
}

/**
 * A playing card. Its width is the style's --card. It comes from where the shoe
 * is (--deal-x, --deal-y of whoever holds it), and turns over when `down` ends.
 */
export function Card({ code, down = false, atMs, dim, silent }: CardProps) {
  const client = useClient();
  // What lies face down keeps its face away from the page until it turns.
  const up = !down && rankOf(code) > 0;
  const first = useRef({ up, sinceMs: atMs === undefined ? null : client.now() - atMs }).current;
  const walk = first.sinceMs === null ? {} : { style: { "--dealt": `${-Math.max(0, Math.round(first.sinceMs))}ms` } };
  const words = silent ? { "aria-hidden": true as const } : { role: "img" as const, "aria-label": up ? tcards.name(code) : tcards.faceDown };
  return (
    <span class={`playing-card ${up ? "up" : "face-down"} ${first.sinceMs === null ? "" : "dealt"} ${up && !first.up ? "turned" : ""} ${dim ? "dim-card" : ""}`} data-card={up ? code : ""} {...walk} {...words}>
      <span class="card-body">
        <span class="card-back" />
        {up && <Face code={code} />}
      </span>
    </span>
  );
}

/** Rank and suit, large enough for a thumb's distance. */
function Face({ code }: { code: string }) {
  const suit = suitOf(code)!;
  return (
    <span class={`card-face ${isRed(code) ? "red" : "black"} ${isCourt(code) ? "court" : ""}`}>
      <span class="card-index"><b>{indexOf(code)}</b><SuitMark suit={suit} /></span>
      <SuitMark suit={suit} />
    </span>
  );
}

/** A card on its own in a line of text or a list, without walk or turn. */
export function SmallCard({ code }: { code: string }) {
  const suit = suitOf(code);
  if (!suit) return <span class="small-card back" role="img" aria-label={tcards.faceDown} />;
  return <span class={`small-card ${isRed(code) ? "red" : "black"}`} role="img" aria-label={tcards.name(code)} data-card={code}>{indexOf(code)}<SuitMark suit={suit} /></span>;
}

interface FanCard { code: string; down?: boolean; atMs?: number; across?: boolean; dim?: boolean }

/**
 * A hand as a fan: each card leaves the corner of the one below it in sight.
 * With `most` cards the fan is as wide as it gets; more are laid closer.
 */
export function Fan({ cards, most = 4, dim, label }: { cards: readonly FanCard[]; most?: number; dim?: boolean; label: string }) {
  const close = cards.length > most ? (most - 1) / (cards.length - 1) : 1;
  return (
    <span class="fan" role="img" aria-label={label} style={{ "--close": String(close), "--n": String(cards.length) }}>
      {cards.map((c, i) => (
        <span key={i} class={`fan-place ${c.across ? "across" : ""}`}>
          <Card silent code={c.code} down={c.down ?? false} dim={(dim || c.dim) ?? false} {...(c.atMs === undefined ? {} : { atMs: c.atMs })} />
        </span>
      ))}
    </span>
  );
}

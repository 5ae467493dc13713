import { useLayoutEffect, useRef } from "preact/hooks";
import { chipLabel } from "../../text/format";
import { reducedMotion } from "../../ui/hooks";

/** The chips of the tray, in minor units: 1 5 25 100 500. */
export const chips = [100, 500, 2_500, 10_000, 50_000];

/** The chip whose colour a stake is drawn in: the largest that fits into it. */
export function chipOf(minor: number): number {
  return chips.findLast((c) => c <= minor) ?? chips[0]!;
}

export function ChipFace({ minor, currency }: { minor: number; currency: string }) {
  return <span class={`chip c${chipOf(minor) / 100}`}><span>{chipLabel(minor, currency)}</span></span>;
}

/** The player's chips on a spot; a new one slides there from the chip in hand. Pale: the table has not confirmed all of it. */
export function Pile({ minor, pale, currency }: { minor: number; pale: boolean; currency: string }) {
  const ref = useRef<HTMLSpanElement>(null);
  const before = useRef(0);
  useLayoutEffect(() => {
    const grown = minor > before.current;
    before.current = minor;
    const hand = document.querySelector(".tray .in-hand");
    const el = ref.current;
    if (!grown || !pale || !hand || !el || reducedMotion()) return;
    const a = hand.getBoundingClientRect();
    const b = el.getBoundingClientRect();
    const dx = a.left + a.width / 2 - b.left - b.width / 2;
    const dy = a.top + a.height / 2 - b.top - b.height / 2;
    el.animate(
      [{ transform: `translate(${dx}px, ${dy}px) scale(1.25)` }, { transform: "none" }],
      { duration: 240, easing: "cubic-bezier(.2,.7,.3,1)" },
    );
  }, [minor]);
  return <span ref={ref} class={`mine ${pale ? "pale" : ""}`}><ChipFace minor={minor} currency={currency} /></span>;
}

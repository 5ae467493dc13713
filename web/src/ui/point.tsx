import { amount } from "../text/format";

/** A multiplier in hundredths, in its pill: the brighter, the further the curve came. */
export function Point({ m, big }: { m: number; big?: boolean }) {
  const look = m >= 1_000 ? "high" : m >= 200 ? "good" : "low";
  return <span class={`point ${look} ${big ? "big" : ""}`} data-point={m}>{amount(m)}×</span>;
}

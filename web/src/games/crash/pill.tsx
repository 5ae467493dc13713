import { times } from "../../text/crash";
import type { Times } from "./law";

/** A point in its pill: the brighter, the further the curve came. */
export function Point({ m, big }: { m: Times; big?: boolean }) {
  const look = m >= 1_000 ? "high" : m >= 200 ? "good" : "low";
  return <span class={`point ${look} ${big ? "big" : ""}`} data-point={m}>{times(m)}</span>;
}

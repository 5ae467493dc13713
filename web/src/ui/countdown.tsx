import { useLayoutEffect, useRef } from "preact/hooks";
import { reducedMotion, useClient } from "./hooks";

const lateMs = 4_000; // from here on it is urgent, and drawn in amber

/** A bar that runs out at untilMs of the server's clock; moved by the compositor alone. */
export function CountdownBar({ untilMs, spanMs }: { untilMs: number; spanMs: number }) {
  const client = useClient();
  const bar = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const el = bar.current;
    const leftMs = untilMs - client.now();
    if (!el || leftMs <= 0) return;
    const from = Math.min(1, leftMs / spanMs);
    const late = Math.max(0, Math.min(1, (leftMs - lateMs) / leftMs));
    const run = el.animate([{ transform: `scaleX(${from})` }, { transform: "scaleX(0)" }], {
      duration: leftMs, fill: "forwards", easing: reducedMotion() ? `steps(${Math.max(1, Math.ceil(leftMs / 1000))})` : "linear",
    });
    const warm = el.firstElementChild!.animate(
      [{ opacity: 0 }, { opacity: 0, offset: late }, { opacity: 1, offset: Math.min(1, late + 0.02) }, { opacity: 1 }],
      { duration: leftMs, fill: "forwards" },
    );
    return () => { run.cancel(); warm.cancel(); };
  }, [client, untilMs]); // the span of its beginning holds until the end
  return <span class="countdown" aria-hidden="true"><span ref={bar}><span /></span></span>;
}

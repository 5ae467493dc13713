import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { reducedMotion, useClient } from "../../ui/hooks";

const stillMs = 250; // between pictures where motion is not wanted

/** Calls draw with the server's time: once now, and for every picture while active. */
export function useFrames(active: boolean, draw: (nowMs: number) => void, keys: unknown[]): void {
  const client = useClient();
  const latest = useRef(draw);
  latest.current = draw;
  useLayoutEffect(() => latest.current(client.now()), keys);
  useEffect(() => {
    if (!active) return;
    if (reducedMotion()) {
      const id = setInterval(() => latest.current(client.now()), stillMs);
      return () => clearInterval(id);
    }
    let id = 0;
    const turn = () => { latest.current(client.now()); id = requestAnimationFrame(turn); };
    id = requestAnimationFrame(turn);
    return () => cancelAnimationFrame(id);
  }, [client, active]);
}

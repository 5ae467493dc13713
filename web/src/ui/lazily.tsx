import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failed, Skeleton } from "./parts";

type Props = Record<string, unknown>;

/** A component of a module that is fetched when it is first shown. */
export function Lazily({ load, of, quiet, ...props }: { load(): Promise<object>; of: string; quiet?: boolean } & Props): JSX.Element | null {
  const [Part, setPart] = useState<{ part: ComponentType<Props> } | null>(null);
  const [failed, setFailed] = useState(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let current = true;
    setFailed(false);
    load().then(
      (m) => { if (current) setPart({ part: (m as Record<string, ComponentType<Props>>)[of]! }); },
      () => { if (current) setFailed(true); },
    );
    return () => { current = false; };
  }, [load, of, turn]);
  if (Part) return <Part.part {...props} />;
  if (quiet) return null;
  return <main id="main" tabIndex={-1} class="page">{failed ? <Failed code="network" again={() => setTurn(turn + 1)} /> : <Skeleton rows={6} tall />}</main>;
}

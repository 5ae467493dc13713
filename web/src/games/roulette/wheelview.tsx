import { memo } from "preact/compat";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../text/en";
import { reducedMotion, useClient } from "../../ui/hooks";
import { colourOf, labelOf } from "./layout";
import { ballAt, pocketAt, rest, rotorAt, rotorMs, type Ball } from "./wheel";

const sampleMs = 40; // between keyframes of the ball

/** The run under way or the number that the ball rests in. */
export interface Run { number: number; launchedMs: number; landsMs: number }

/**
 * The wheel turns by the server's clock; the ball's whole run is laid out as
 * keyframes from this moment on, so that joining in the middle shows the ball
 * where it is, and the compositor does the rest.
 */
export function Wheel({ wheel, run, spinning }: { wheel: number[]; run: Run | null; spinning: boolean }) {
  const client = useClient();
  const rotor = useRef<HTMLDivElement>(null);
  const ball = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (reducedMotion()) return;
    const turning = rotor.current!.animate([{ transform: "rotate(0deg)" }, { transform: "rotate(360deg)" }], { duration: rotorMs, iterations: Infinity });
    const follow = () => { turning.currentTime = (rotorAt(client.now()) / 360) * rotorMs; };
    follow();
    const id = setInterval(follow, 30_000); // the estimate of the server's clock gets better
    return () => { clearInterval(id); turning.cancel(); };
  }, [client]);
  useLayoutEffect(() => {
    const el = ball.current!;
    if (!run) { el.style.opacity = "0"; return; }
    const nowMs = client.now();
    const home = pocketAt(wheel, run.number);
    el.style.opacity = "1";
    el.style.transform = place({ degrees: home, radius: rest });
    if (nowMs >= run.landsMs) return;
    const leftMs = run.landsMs - nowMs;
    if (reducedMotion()) {
      const fade = el.animate([{ opacity: 0 }, { opacity: 0, offset: 0.97 }, { opacity: 1 }], { duration: leftMs });
      return () => fade.cancel();
    }
    const steps = Math.max(2, Math.ceil(leftMs / sampleMs));
    const frames = Array.from({ length: steps + 1 }, (_, i) => ({
      transform: place(ballAt(nowMs + (leftMs * i) / steps, run.launchedMs, run.landsMs, home)),
    }));
    const flight = el.animate(frames, { duration: leftMs });
    return () => flight.cancel();
  }, [client, run?.number, run?.landsMs]);
  return (
    <div class={`wheel ${spinning ? "spinning" : ""}`} role="img" aria-label={t.wheel}>
      <Bowl />
      <div class="rotor" ref={rotor}>
        <Rotor wheel={wheel} />
        <div class="ball-arm" ref={ball}><span class="ball" /></div>
      </div>
    </div>
  );
}

/** The arm is as large as the wheel: turning it and pushing the ball along it is one transform. */
function place(b: Ball): string {
  return `rotate(${b.degrees.toFixed(2)}deg) translateY(${(-b.radius * 50).toFixed(3)}%)`;
}

const polar = (degrees: number, r: number): string => {
  const a = ((degrees - 90) * Math.PI) / 180;
  return `${(200 + r * Math.cos(a)).toFixed(2)},${(200 + r * Math.sin(a)).toFixed(2)}`;
};

function sector(i: number, of: number, inner: number, outer: number): string {
  const a = ((i - 0.5) * 360) / of;
  const b = ((i + 0.5) * 360) / of;
  return `M${polar(a, outer)}A${outer},${outer} 0 0 1 ${polar(b, outer)}L${polar(b, inner)}A${inner},${inner} 0 0 0 ${polar(a, inner)}Z`;
}

/** What stands still: the rim, the ball's track, the eight deflectors. */
const Bowl = memo(function Bowl() {
  return (
    <svg class="bowl" viewBox="0 0 400 400" aria-hidden="true">
      <circle cx="200" cy="200" r="198" class="rim" />
      <circle cx="200" cy="200" r="192" class="rim-line" />
      <circle cx="200" cy="200" r="187" class="bed" />
      {Array.from({ length: 8 }, (_, i) => (
        <rect key={i} class="deflector" x="198" y={i % 2 ? 29 : 26} width="4" height={i % 2 ? 7 : 13} rx="2" transform={`rotate(${i * 45 + 22.5} 200 200)`} />
      ))}
    </svg>
  );
});

/** What turns: numbers, pockets, cone. */
const Rotor = memo(function Rotor({ wheel }: { wheel: number[] }) {
  const each = 360 / wheel.length;
  return (
    <svg class="rotor-face" viewBox="0 0 400 400" aria-hidden="true">
      {wheel.map((n, i) => <path key={n} d={sector(i, wheel.length, 106, 160)} class={`pocket ${colourOf(n)}`} />)}
      <circle cx="200" cy="200" r="160" class="ring" />
      <circle cx="200" cy="200" r="134" class="ring thin" />
      {wheel.map((n, i) => <path key={n} d={`M${polar((i - 0.5) * each, 134)}L${polar((i - 0.5) * each, 106)}`} class="fret" />)}
      {wheel.map((n, i) => <text key={n} x="200" y="58.5" transform={`rotate(${(i * each).toFixed(3)} 200 200)`}>{labelOf(n)}</text>)}
      <circle cx="200" cy="200" r="106" class="cone" />
      <circle cx="200" cy="200" r="74" class="ring thin" />
      {Array.from({ length: 4 }, (_, i) => (
        <g key={i} transform={`rotate(${i * 90} 200 200)`}>
          <path d="M197,200 L198.500,152 L201.500,152 L203,200Z" class="spoke" />
          <circle cx="200" cy="150" r="5" class="knob" />
        </g>
      ))}
      <circle cx="200" cy="200" r="20" class="hub" />
      <circle cx="200" cy="200" r="9" class="hub-top" />
    </svg>
  );
});

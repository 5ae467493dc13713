// Small parts that every page uses.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../text/en";
import { amount } from "../text/format";
import { colourOf, labelOf } from "../games/roulette/layout";

type ButtonProps = JSX.IntrinsicElements["button"] & { look?: "brass" | "line" | "quiet" };

export function Button({ look = "line", class: extra, ...rest }: ButtonProps) {
  return <button type="button" class={`button ${look} ${typeof extra === "string" ? extra : ""}`} {...rest} />;
}

/** Money with its currency; null while it may not be shown. */
export function Money({ minor, currency, testid }: { minor: number | null; currency: string; testid?: string }) {
  if (minor === null) return <span class="money" data-testid={testid}>…</span>;
  return (
    <span class="money" data-testid={testid} data-minor={minor}>
      {amount(minor, currency)} <span class="currency">{currency}</span>
    </span>
  );
}

/** A number that came, in its colour. */
export function Pip({ n, big, testid }: { n: number; big?: boolean; testid?: string }) {
  const colour = colourOf(n);
  return (
    <span class={`pip ${colour} ${big ? "big" : ""}`} data-testid={testid} data-number={n}>
      {labelOf(n)}{colour !== "green" && <span class="unseen"> {t.colour[colour]}</span>}
    </span>
  );
}

/** A modal dialog: the browser keeps the focus inside and closes it on Escape. */
export function Dialog({ title, onClose, children, wide }: {
  title: string; onClose(): void; children: ComponentChildren; wide?: boolean;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const d = ref.current;
    const opener = document.activeElement as HTMLElement | null;
    if (d && !d.open) d.showModal();
    return () => {
      // Back to where the focus was, or to the page where that is gone.
      setTimeout(() => {
        if (document.activeElement && document.activeElement !== document.body) return;
        (opener?.isConnected && opener !== document.body ? opener : document.getElementById("main"))?.focus();
      });
    };
  }, []);
  const outside = (e: MouseEvent) => { if (e.target === ref.current) onClose(); };
  return (
    <dialog ref={ref} class={`dialog ${wide ? "wide" : ""}`} onClose={onClose} onClick={outside} aria-label={title}>
      <div class="dialog-head">
        <h2>{title}</h2>
        <button type="button" class="icon" aria-label={t.close} onClick={onClose}><Icon name="close" /></button>
      </div>
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}

/** The states of a page that are not its content. */
export function State({ kind, title, hint, children, alone }: {
  kind: "empty" | "error" | "signed-out"; alone?: boolean; title: string; hint?: string; children?: ComponentChildren;
}) {
  return (
    <div class={`state ${kind}`} data-testid={`state-${kind}`} role={kind === "error" ? "alert" : undefined}>
      <Icon name={kind === "error" ? "broken" : kind === "empty" ? "ring" : "door"} />
      {alone ? <h1>{title}</h1> : <h2>{title}</h2>}
      {hint && <p>{hint}</p>}
      {children && <div class="state-acts">{children}</div>}
    </div>
  );
}

export function Failed({ code, again }: { code: string; again(): void }) {
  return (
    <State kind="error" alone title={t.loadFailed} hint={code === "network" ? t.networkHint : t.httpError(code)}>
      <Button look="brass" onClick={again}>{t.retry}</Button>
    </State>
  );
}

/** Grey shapes where the content will be. */
export function Skeleton({ rows, tall }: { rows: number; tall?: boolean }) {
  return (
    <div class={`skeleton ${tall ? "tall" : ""}`} role="status" aria-label={t.loading} data-testid="state-loading">
      {Array.from({ length: rows }, (_, i) => <span key={i} />)}
    </div>
  );
}

const paths = {
  close: "M5 5l10 10M15 5L5 15",
  back: "M12 4l-6 6 6 6",
  undo: "M8 5L4 9l4 4M4 9h8a4 4 0 010 8H9",
  clear: "M5 6h10M8 6V4h4v2M6 6l1 11h6l1-11",
  rebet: "M4 10a6 6 0 0111-3M16 10a6 6 0 01-11 3M15 3v4h-4M5 17v-4h4",
  double: "M4 7h6M7 4v6M11 13h6M14 10v6",
  star: "M10 3l2.2 4.6 5 .7-3.6 3.5.9 5-4.5-2.4-4.5 2.4.9-5L2.800 8.300l5-.7z",
  menu: "M4 6h12M4 10h12M4 14h12",
  ring: "M10 3a7 7 0 100 14 7 7 0 000-14zM10 7a3 3 0 100 6 3 3 0 000-6z",
  broken: "M10 3l8 14H2zM10 8v4M10 14.500v.5",
  door: "M6 17V3h8v14M4 17h12M11.500 10v.5",
  track: "M6 5h8a5 5 0 010 10H6A5 5 0 016 5zM7 8.500h6a1.500 1.500 0 010 3H7a1.500 1.500 0 010-3z",
  saved: "M5 3h10v14l-5-4-5 4z",
  sun: "M10 6.500a3.500 3.500 0 100 7 3.500 3.500 0 000-7zM10 2v1.500M10 16.500V18M2 10h1.500M16.500 10H18M4.300 4.300l1.100 1.100M14.600 14.600l1.100 1.100M15.700 4.300l-1.100 1.100M5.400 14.600l-1.100 1.100",
  moon: "M15.500 12A6.500 6.500 0 018 4.500a6.500 6.500 0 107.500 7.500z",
  play: "M6 4l9 6-9 6z",
  save: "M10 3v9M6 9l4 4 4-4M4 16h12",
  keys: "M3 6h14v9H3zM6 9h.5M10 9h.5M14 9h.5M7 12h6",
  check: "M4 10.500l4 4 8-9",
} as const;

export function Icon({ name, filled }: { name: keyof typeof paths; filled?: boolean }) {
  return (
    <svg class={`glyph ${filled ? "filled" : ""}`} viewBox="0 0 20 20" aria-hidden="true"><path d={paths[name]} /></svg>
  );
}

import { t } from "../text/en";
import { plain } from "../text/format";
import type { Card } from "../wire/types";
import { CountdownBar } from "../ui/countdown";
import { Icon } from "../ui/parts";
import { href } from "../ui/router";
import { useApp, useNow } from "../ui/hooks";
import { kindOf, LastOf, type AnyExtra } from "./last";

export function extraOf(c: Card): AnyExtra {
  return (c.extra ?? {}) as AnyExtra;
}

type Live = "betting" | "spinning" | "landed" | "idle" | "paused" | "down";

function liveOf(c: Card, x: AnyExtra, nowMs: number): Live {
  if (!c.live) return "down";
  if (c.paused && c.phase !== "open" && nowMs >= (x.landsAtMs ?? 0)) return "paused";
  if (c.phase === "open") return nowMs < (x.closesAtMs ?? c.untilMs ?? 0) ? "betting" : "spinning";
  if (c.phase === "closed" || nowMs < (x.landsAtMs ?? 0)) return "spinning";
  return c.phase === "settled" || (c.phase === "none" && (x.landsAtMs ?? 0) > 0) ? "landed" : "idle";
}

// The longest wait seen at each table: cards do not say how long betting lasts.
const spans = new Map<number, number>();

function spanOf(room: number, leftMs: number): number {
  const span = Math.max(spans.get(room) ?? 5_000, leftMs);
  spans.set(room, span);
  return span;
}

/** A table as the lobby shows it: alive, and one click away. */
export function LobbyCard({ card: c, favourite, onFavourite }: { card: Card; favourite: boolean; onFavourite(): void }) {
  const nowMs = useNow(250);
  const signedIn = useApp((s) => s.me?.signedIn ?? false);
  const x = extraOf(c);
  const live = liveOf(c, x, nowMs);
  const closesAtMs = x.closesAtMs ?? c.untilMs ?? 0;
  const words: Record<Live, string> = {
    betting: t.stage.betting, spinning: t.stage.spinning, landed: t.stage.landed, idle: t.stage.idle, paused: t.paused, down: t.offlineTable,
  };
  const kind = kindOf(c.game);
  if (kind === "crash") words.spinning = nowMs < (x.startsAtMs || Infinity) ? t.stage.spinning : t.stage.curve;
  if (kind === "hands") words.spinning = t.stage.hands;
  return (
    <article class={`card ${live}`}>
      <a class="card-link" href={href.table(c.room)} data-testid={`lobby-table-${c.room}`} aria-label={`${c.name}, ${words[live]}`} />
      <header>
        <div>
          <h2>{c.name}</h2>
          <p>{t.gameNames[c.game] ?? c.game}</p>
        </div>
        <button type="button" class="icon star" aria-pressed={favourite} aria-label={t.favouriteOf(c.name)} onClick={onFavourite}>
          <Icon name="star" filled={favourite} />
        </button>
      </header>
      <LastOf kind={kind} x={x} nowMs={nowMs} />
      <div class="card-state">
        <span class="phase"><i aria-hidden="true" />{words[live]}</span>
        {live === "betting" && <span class="seconds">{t.seconds(Math.max(0, Math.ceil((closesAtMs - nowMs) / 1000)))}</span>}
        {live === "landed" && x.opensAtMs && x.opensAtMs > nowMs ? <span class="dim">{t.nextIn(Math.ceil((x.opensAtMs - nowMs) / 1000))}</span> : null}
      </div>
      <CountdownBar untilMs={live === "betting" ? closesAtMs : 0} spanMs={spanOf(c.room, live === "betting" ? closesAtMs - nowMs : 0)} />
      <footer>
        <span>{t.players(c.players)}</span>
        <span>{t.watching(c.watching)}</span>
        <span>{t.limitsRange(plain(x.minMinor ?? 0, c.currency), plain(x.maxMinor ?? 0, c.currency), c.currency)}</span>
        <a class="rules-link" href={href.rules(c.room)}>{t.rules}</a>
        <span class="sit" aria-hidden="true">{signedIn ? t.sit : t.watch}</span>
      </footer>
    </article>
  );
}

import { t } from "../text/en";
import { foldOf } from "../state/folds";
import { Button } from "./parts";
import { useApp, useClient } from "./hooks";

/** How the line is, and that bets are safe while it is not. Nothing to see when all is well. */
export function ConnBanner() {
  const client = useClient();
  const status = useApp((s) => s.status);
  const notice = useApp((s) => s.notice);
  const confirmed = useApp((s) => Object.values(s.rooms).reduce((n, r) => n + (foldOf(r.game)?.bets?.(r.play) ?? r.own.bets.length), 0));
  const checking = useApp((s) => Object.values(s.rooms).reduce((n, r) => n + r.acts.length, 0));
  if (status.state === "online") {
    return notice ? <div class="banner" role="status">{t.conn.draining}</div> : null;
  }
  if (status.state === "stopped") {
    const reload = status.why === "version" || status.why === "protocol";
    return (
      <div class="banner stopped" role="alert" data-testid="conn-banner">
        <span>{t.conn.stopped[status.why ?? "closed"]}</span>
        <Button onClick={() => (reload ? location.reload() : client.restart())}>{reload ? t.conn.reload : t.conn.again}</Button>
      </div>
    );
  }
  if (status.attempt === 0) return null; // the first connection: the page's own loading state speaks
  const bets = confirmed + checking > 0 ? t.conn.safe(confirmed, checking) : t.conn.noBets;
  return (
    <div class="banner" role="status" data-testid="conn-banner">
      <span class="spinner" aria-hidden="true" />
      <span><b>{t.conn.waiting}</b> – {bets}</span>
    </div>
  );
}

/** A light for the line and the round-trip time (G11). */
export function ConnLight() {
  const status = useApp((s) => s.status);
  const word = status.state === "online" ? "" : status.state === "waiting" ? t.conn.waiting : t.conn.connecting;
  return (
    <span class={`conn ${status.state}`} data-testid="conn" data-state={status.state} title={`${t.roundTrip}: ${status.node ?? ""}`}>
      <i aria-hidden="true" />
      {status.state === "online" && status.rttMs !== null ? t.ms(status.rttMs) : word}
    </span>
  );
}

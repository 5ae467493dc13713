import { useEffect } from "preact/hooks";
import { t } from "../../text/en";
import { ts } from "../../text/slots";
import { count, money, roundNumber, timeOfDay } from "../../text/format";
import type { Paid } from "./bodies";
import { useClient, useLoaded } from "../../ui/hooks";
import { Failed, Skeleton, State } from "../../ui/parts";
import { href } from "../../ui/router";

/** The player's newest spins on this machine, each with its replay. Read again when a round has ended and was told. */
export function Spins({ room, ended, currency }: { room: number; ended: number; currency: string }) {
  const client = useClient();
  const loaded = useLoaded(() => client.http.history(undefined, 50), [room]);
  useEffect(() => { if (ended > 0 && loaded.value && !(loaded.value.items ?? []).some((i) => i.round === ended)) loaded.reload(); }, [ended]);
  if (loaded.error) return <Failed code={loaded.error} again={loaded.reload} />;
  if (!loaded.value) return <Skeleton rows={5} />;
  const items = (loaded.value.items ?? []).filter((i) => i.room === room && landed(i.own, client.now()) && (ended === 0 || i.round <= ended));
  if (items.length === 0) return <State kind="empty" title={ts.noSpins} hint={ts.noSpinsHint} />;
  return (
    <ol class="spins" data-testid="spins">
      {items.slice(0, 25).map((i) => {
        const net = i.returned - i.staked;
        return (
          <li key={i.round}><a href={href.replay(i.round)}>
            <span class="dim"><span class="unseen">{t.replay} </span>{count(roundNumber(i.round))}</span><span class="dim">{timeOfDay(i.endedMs)}</span><span>{money(i.staked, currency)}</span>
            <b class={`net ${net > 0 ? "won" : ""}`}>{net > 0 ? "+" : ""}{money(net, currency)}</b>
          </a></li>
        );
      })}
      <li class="more"><a href={href.history}>{t.history}</a></li>
    </ol>
  );
}

function landed(own: unknown, nowMs: number): boolean {
  return nowMs >= ((own as Paid | undefined)?.landsAtMs ?? 0);
}

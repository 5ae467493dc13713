import { useEffect, useState } from "preact/hooks";
import { tb } from "../../text/blackjack";
import { money } from "../../text/format";
import { t } from "../../text/en";
import { Icon } from "../../ui/parts";
import type { BlackjackState } from "./fold";
import type { Told } from "./own";

const shownMs = 8_000;

/** What the table did with the player's stakes behind a seat, each in a sentence for a while. */
export function ToldLines({ s, currency }: { s: BlackjackState; currency: string }) {
  return <div class="notes bj-told" role="status" aria-live="polite">{s.own.told.map((x) => <Line key={x.key} told={x} currency={currency} />)}</div>;
}

function Line({ told, currency }: { told: Told; currency: string }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const id = setTimeout(() => setOver(true), shownMs);
    return () => clearTimeout(id);
  }, []);
  if (over) return null;
  return (
    <p class="note calm" data-testid={`told-${told.what}`}>
      <span>{sentence(told, currency)}</span>
      <button type="button" class="icon" aria-label={t.close} onClick={() => setOver(true)}><Icon name="close" /></button>
    </p>
  );
}

function sentence(told: Told, currency: string): string {
  switch (told.what) {
    case "unbacked": return tb.told.unbacked(Number(told.body.spots[0]?.spot.split(":")[1]), money(told.body.total, currency));
    case "followed": return tb.told.followed(told.body.seat, told.body.do, money(told.body.stake, currency));
    case "unfollowed": return tb.told.unfollowed(told.body.seat, told.body.do);
  }
}

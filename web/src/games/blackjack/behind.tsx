import { useState } from "preact/hooks";
import { tb } from "../../text/blackjack";
import { money } from "../../text/format";
import { Button, Dialog } from "../../ui/parts";
import type { Table } from "./play";

/** The first stake behind a seat asks for the consent that it needs; the answer holds until it is changed. */
export function BehindDialog({ spot, who, play, currency, onClose }: { spot: string; who: string; play: Table; currency: string; onClose(): void }) {
  const [follow, setFollow] = useState(play.follow ?? false);
  const place = () => {
    play.setFollow(follow);
    play.placeBehind(spot, follow);
    onClose();
  };
  return (
    <Dialog title={tb.behindTitle(who)} onClose={onClose}>
      <p>{tb.behindLead}</p>
      <div class="form bj-behind-form">
        <label class="tick"><input type="checkbox" checked={follow} data-testid="follow" onChange={(e) => setFollow(e.currentTarget.checked)} /> {tb.behindFollow}</label>
      </div>
      <p class="fine">{tb.behindFollowHint}</p>
      <div class="row"><Button look="brass" data-testid="behind-place" disabled={!play.can.bet} onClick={place}>{tb.behindPlace(money(play.chip, currency))}</Button></div>
    </Dialog>
  );
}

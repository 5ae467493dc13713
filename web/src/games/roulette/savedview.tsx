import { useState } from "preact/hooks";
import { t } from "../../text/en";
import { money } from "../../text/format";
import { Button, Dialog, State } from "../../ui/parts";
import type { SpotStake } from "./bodies";
import type { Play } from "../chips/play";
import { nameMost, readSaved, totalOf, withSaved, withoutSaved, writeSaved, type SavedBet } from "./saved";
import type { Sheet } from "./sheet";

/** The player's saved bets for this game: keep what lies on the table, place it again, forget it. */
export function SavedBets({ sheet, play, currency, onPreview, onClose }: {
  sheet: Sheet; play: Play; currency: string; onPreview(stakes: SpotStake[]): void; onClose(): void;
}) {
  const [list, setList] = useState(() => readSaved(localStorage, sheet));
  const [error, setError] = useState("");
  const lying = [...play.mine].map(([spot, stake]): SpotStake => ({ spot, stake }));
  const keep = (next: SavedBet[] | null) => {
    if (!next) return setError(t.savedFull);
    if (!writeSaved(localStorage, sheet.game, next)) return setError(t.savedNoStorage);
    setError("");
    setList(next);
  };
  const save = (e: SubmitEvent) => {
    e.preventDefault();
    const form = e.target as HTMLFormElement;
    keep(withSaved(list, String(new FormData(form).get("name") ?? ""), lying));
    form.reset();
  };
  const place = (b: SavedBet) => {
    play.placeAll(b.spots);
    onPreview([]);
    onClose();
  };
  return (
    <Dialog title={t.saved} onClose={onClose}>
      {list.length === 0 && lying.length === 0 && <State kind="empty" title={t.savedEmpty} hint={t.savedEmptyHint} />}
      <ul class="saved-list">
        {list.map((b) => (
          <li key={b.name}>
            <span><b>{b.name}</b><small>{t.savedLine(b.spots.length, money(totalOf(b), currency))}</small></span>
            <Button look="brass" disabled={!play.can.bet} aria-label={t.savedPlace(b.name)} onClick={() => place(b)}>{t.place}</Button>
            <Button aria-label={t.savedDelete(b.name)} onClick={() => keep(withoutSaved(list, b.name))}>{t.remove}</Button>
          </li>
        ))}
      </ul>
      {lying.length > 0 && (
        <form class="form saved-form" onSubmit={save}>
          <label>{t.savedName}<input name="name" required maxLength={nameMost} autocomplete="off" /></label>
          <Button type="submit">{t.savedKeep(money(play.stakedMinor, currency))}</Button>
        </form>
      )}
      {error && <p class="form-error" role="alert">{error}</p>}
      <p class="fine">{t.savedFine}</p>
    </Dialog>
  );
}

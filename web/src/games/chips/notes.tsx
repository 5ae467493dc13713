import { useEffect } from "preact/hooks";
import { t } from "../../text/en";
import type { Note, RoomState } from "../../state/room";
import { useClient } from "../../ui/hooks";
import { Icon } from "../../ui/parts";

const noteMs = 7_000;

/** Refusals and failures, newest last, each until it is closed or has stood long enough. */
export function NoteList({ r, say }: { r: RoomState; say(n: Note): string }) {
  return (
    <div class="notes" role="status" aria-live="polite">
      {r.notes.map((n) => <NoteLine key={n.key} note={n} room={r.room} words={say(n)} />)}
    </div>
  );
}

function NoteLine({ note: n, room, words }: { note: Note; room: number; words: string }) {
  const client = useClient();
  const dismiss = () => client.dismissNote(room, n.key);
  useEffect(() => {
    const id = setTimeout(dismiss, noteMs);
    return () => clearTimeout(id);
  }, [n.key]);
  return (
    <p class="note" data-testid="note" data-code={n.code}>
      <span>{words}</span>
      <button type="button" class="icon" aria-label={t.close} onClick={dismiss}><Icon name="close" /></button>
    </p>
  );
}

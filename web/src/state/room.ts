// The fold of one room's frames: public stream, own stream, verdicts. Pure: it
// sends nothing. Where a frame is missing it sets `gap`, and whoever owns the
// connection answers that with a join from what is known.
import type { Event, Joined, Own, OwnSnapshot, Revealed, Sealed, ServerMessage, Snapshot, Table, Verdict, WireError } from "../wire/types";
import type { Act } from "../net/doubt";
import {
  foldOwn, foldPublic, freshOwn, freshPublic, openOwn, ownFromView, publicFromView, type OwnTable, type PublicTable,
} from "../games/roulette/fold";
import { foldOf } from "./folds";

/** An act on its way. "doubt": the line broke or fell silent, its answer is being asked for. */
export interface PendingAct extends Act { state: "sent" | "doubt"; askedMs: number }

/** Why an act was not done, for the player to read. */
export interface Note { key: number; kind: "refused" | "error"; verdict?: Verdict; code: string; act?: Act }

export interface RoomState {
  room: number;
  name: string;
  currency: string;
  game: string;
  rules: number;
  known: boolean; // a snapshot has come
  term: number;
  seq: number;
  n: number;
  gap: boolean;
  joined: boolean; // the answer to join is complete; frames follow each other
  missing: boolean; // no such room
  round: number;
  commitment: string;
  sealed: Sealed[]; // of rounds that have not begun
  revealed: Revealed[]; // newest first, a few
  paused: boolean;
  watching: number;
  table: PublicTable;
  own: OwnTable;
  /** The state of a game that has a fold of its own (folds.ts); null for roulette. */
  play: unknown;
  /** What a room of one seat draws from; null at a table that all share. */
  pair: Pair | null;
  ahead: Own[]; // own frames whose public part has not come yet
  acts: PendingAct[];
  notes: Note[];
  noteKey: number;
}

/** The pair of seeds in force: a round's nonce is its id less `from`; `next` is the round that comes next. */
export interface Pair { from: number; commitment: string; clientSeed: string; next: number }

const notesMost = 4;

export function freshRoom(room: number): RoomState {
  return {
    room, name: "", currency: "", game: "", rules: 0, known: false, term: 0, seq: 0, n: 0, gap: false, joined: false,
    missing: false, round: 0, commitment: "", sealed: [], revealed: [], paused: false, watching: 0,
    table: freshPublic(), own: freshOwn(), play: null, pair: null, ahead: [], acts: [], notes: [], noteKey: 0,
  };
}

/** Takes in one message of the server that names this room. */
export function foldRoom(r: RoomState, m: ServerMessage): RoomState {
  switch (m.t) {
    case "snapshot": return catchUp(snapshot(r, m));
    case "table": return catchUp(table(r, m));
    case "own.snapshot": return ownSnapshot(r, m);
    case "own": return catchUp(own(r, m));
    case "joined": return joined(r, m);
    case "verdict": return verdict(r, m);
    case "error": return failed(r, m);
    default: return r;
  }
}

function snapshot(r: RoomState, m: Snapshot): RoomState {
  const next: RoomState = {
    ...r, name: m.name, currency: m.currency, game: m.game, rules: m.rules, known: true, missing: false, term: m.term, seq: m.seq,
    gap: false, round: m.round, commitment: m.commitment ?? "", paused: m.paused ?? false, watching: m.watching,
    table: publicFromView(m.view, m.board), own: openOwn(r.own, m.round),
    sealed: m.nextCommitment
      ? [{ round: m.round + 1, rules: m.rules, commitment: m.nextCommitment }]
      : r.sealed.filter((s) => s.round > m.round),
  };
  if (m.term !== r.term) { next.n = 0; next.ahead = []; }
  const fold = foldOf(m.game);
  if (fold) {
    next.play = fold.view(r.play ?? fold.fresh(), m.view, m.round);
    if (fold.board) next.play = fold.board(next.play, m.board);
    next.table = freshPublic();
    next.pair = (m as Snapshot & { pair?: Pair }).pair ?? null;
  }
  return next;
}

function table(r: RoomState, m: Table): RoomState {
  if (r.known && m.term === r.term && m.seq <= r.seq) return r; // seen already
  if (!r.known || m.term !== r.term || m.seq !== r.seq + 1) return { ...r, gap: true };
  let next: RoomState = { ...r, seq: m.seq };
  for (const e of m.events ?? []) next = publicEvent(next, e);
  const fold = foldOf(r.game);
  if (m.board && fold?.board) next = { ...next, play: fold.board(next.play, m.board) };
  else if (m.board) next = { ...next, table: { ...next.table, board: m.board as PublicTable["board"] } };
  if (m.watching !== undefined && m.watching !== null) next = { ...next, watching: m.watching };
  return next;
}

function publicEvent(r: RoomState, e: Event): RoomState {
  switch (e.type) {
    case "room.sealed":
      return { ...r, sealed: [...r.sealed, e.body as Sealed].slice(-4) };
    case "room.revealed":
      return { ...r, revealed: [e.body as Revealed, ...r.revealed].slice(0, 8) };
    case "room.pair":
      return { ...r, pair: e.body as Pair };
    case "room.rotated":
      return { ...r, pair: (e.body as { pair: Pair }).pair };
    case "room.paused":
      return { ...r, paused: true };
    case "room.unpaused":
      return { ...r, paused: false };
    default: {
      const fold = foldOf(r.game);
      if (!fold) return tableEvent(r, e);
      return { ...(e.type === "opened" ? unsealed(r, e.round) : r), round: Math.max(r.round, e.round), play: fold.event(r.play, e) };
    }
  }
}

/** A round begins: its seal is the one that was told before. */
function unsealed(r: RoomState, round: number): RoomState {
  return { ...r, commitment: r.sealed.find((s) => s.round === round)?.commitment ?? "", sealed: r.sealed.filter((s) => s.round > round) };
}

function tableEvent(r: RoomState, e: Event): RoomState {
  switch (e.type) {
    case "opened":
      return { ...unsealed(r, e.round), round: e.round, table: foldPublic(r.table, e), own: openOwn(r.own, e.round) };
    default:
      return { ...r, table: foldPublic(r.table, e) };
  }
}

function ownSnapshot(r: RoomState, m: OwnSnapshot): RoomState {
  const fold = foldOf(r.game);
  if (fold) return { ...r, n: m.n, ahead: [], play: fold.ownView(r.play, m.view, m.round) };
  return {
    ...r, n: m.n, ahead: [], own: m.round === r.round || !r.known ? ownFromView(r.own, m.view, m.round, r.table.phase === "settled") : openOwn(r.own, r.round),
  };
}

function own(r: RoomState, m: Own): RoomState {
  const newest = r.ahead.at(-1)?.n ?? r.n;
  if (m.term === r.term && m.n <= newest) return r;
  if (!r.known || m.term !== r.term || m.n !== newest + 1) return { ...r, gap: true };
  return { ...r, ahead: [...r.ahead, m] };
}

/** Applies own frames as soon as the public stream has reached the place that they belong to. */
function catchUp(r: RoomState): RoomState {
  let next = r;
  while (next.ahead[0] && next.ahead[0].after <= next.seq) {
    const [frame, ...ahead] = next.ahead as [Own, ...Own[]];
    next = { ...next, ahead, n: frame.n };
    for (const e of frame.events) next = ownEvent(next, e);
  }
  return next;
}

function ownEvent(r: RoomState, e: Event): RoomState {
  if (e.type === "verdict") return verdict(r, e.body as Verdict);
  const fold = foldOf(r.game);
  if (fold) return { ...r, play: fold.own(r.play, e) };
  if (e.round < r.own.round) return r; // of a round that is over here
  return { ...r, own: foldOwn(r.own, e) };
}

function joined(r: RoomState, m: Joined): RoomState {
  return { ...r, gap: m.term !== r.term || m.seq > r.seq, joined: true };
}

function verdict(r: RoomState, v: Verdict): RoomState {
  const act = r.acts.find((a) => a.id === v.id);
  if (!act) return r; // another window's, or answered before
  const next = { ...r, acts: r.acts.filter((a) => a.id !== v.id) };
  if (v.verdict === "accepted") return next;
  return note(next, { kind: "refused", verdict: v, code: v.code ?? "", act });
}

/** No verdict: the id is unused, unless only the asking failed or the verdict is still to come. */
function failed(r: RoomState, m: WireError): RoomState {
  if (m.code === "no_room") return { ...r, missing: true };
  const act = m.id ? r.acts.find((a) => a.id === m.id) : undefined;
  if (!act || m.code === "pending") return r;
  if (act.state === "doubt" && m.code !== "bad_id" && m.code !== "conflict") return r; // the asking failed; it is asked again
  return note({ ...r, acts: r.acts.filter((a) => a.id !== act.id) }, { kind: "error", code: m.code, act });
}

export function note(r: RoomState, n: Omit<Note, "key">): RoomState {
  const key = r.noteKey + 1;
  return { ...r, noteKey: key, notes: [...r.notes, { ...n, key }].slice(-notesMost) };
}

export function dismiss(r: RoomState, key: number): RoomState {
  return { ...r, notes: r.notes.filter((n) => n.key !== key) };
}

/** An act goes out, or comes back from the window's storage as one in doubt. */
export function addAct(r: RoomState, act: Act, state: PendingAct["state"]): RoomState {
  if (r.acts.some((a) => a.id === act.id)) return r;
  return { ...r, acts: [...r.acts, { ...act, state, askedMs: act.sentMs }] };
}

/** The line is gone: every act without an answer is in doubt; streams wait for the next join. */
export function disconnected(r: RoomState): RoomState {
  return { ...r, joined: false, gap: false, acts: r.acts.map((a) => ({ ...a, state: "doubt" as const })) };
}

/** Marks acts as being asked about at nowMs. */
export function asked(r: RoomState, ids: ReadonlySet<string>, nowMs: number): RoomState {
  return { ...r, acts: r.acts.map((a) => (ids.has(a.id) ? { ...a, state: "doubt" as const, askedMs: nowMs } : a)) };
}

/** Somebody else sits here now: nothing private stays. */
export function withoutPlayer(r: RoomState): RoomState {
  const play = foldOf(r.game)?.alone(r.play) ?? null;
  return { ...r, pair: null, n: 0, ahead: [], own: { ...freshOwn(), round: r.round }, play, acts: [], notes: [] };
}

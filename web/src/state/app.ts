// The fold of everything that the pages show: connection, player, lobby, rooms, wallets.
import type { Card, ServerMessage } from "../wire/types";
import type { Balance, Me } from "../wire/http";
import type { Status } from "../net/socket";
import { foldRoom, freshRoom, withoutPlayer, type RoomState } from "./room";
import { foldWallet, type WalletState } from "./wallet";

export interface AppState {
  status: Status;
  /** null: not known yet. */
  me: Me | null;
  /** Why `me` could not be read; "" when all is well. */
  meError: string;
  cards: Card[] | null;
  rooms: Record<number, RoomState>;
  wallets: Record<string, WalletState>;
  /** The server said that it is about to restart. */
  notice: string;
}

export function freshApp(): AppState {
  return {
    status: { state: "connecting", rttMs: null, attempt: 0 }, me: null, meError: "", cards: null, rooms: {}, wallets: {}, notice: "",
  };
}

/** Takes in one message of the server at nowMs of its clock. */
export function foldApp(s: AppState, m: ServerMessage, nowMs: number): AppState {
  switch (m.t) {
    case "welcome":
      return { ...s, notice: "" };
    case "wallet":
      return m.kind === "cash" ? foldBalances(s, [m], nowMs) : s;
    case "cards":
      return { ...s, cards: m.cards ?? [] };
    case "notice":
      return { ...s, notice: m.code };
    case "snapshot": case "table": case "own.snapshot": case "own": case "joined": case "verdict": case "error": {
      const room = m.room ? s.rooms[m.room] : undefined;
      return room ? withRoom(s, foldRoom(room, m)) : s;
    }
    default:
      return s;
  }
}

export function withRoom(s: AppState, r: RoomState): AppState {
  return s.rooms[r.room] === r ? s : { ...s, rooms: { ...s.rooms, [r.room]: r } };
}

export function roomOf(s: AppState, room: number): RoomState {
  return s.rooms[room] ?? freshRoom(room);
}

/** Balances of the wallet stream or of a top-up; the highest version wins. */
export function foldBalances(s: AppState, balances: (Balance & { landsAtMs?: number; round?: number })[], nowMs: number): AppState {
  const wallets = { ...s.wallets };
  for (const b of balances) {
    if (b.kind === "cash") wallets[b.currency] = foldWallet(wallets[b.currency], b, nowMs);
  }
  return { ...s, wallets };
}

/**
 * Who plays has been read anew. Somebody else: nothing private of before stays.
 * The balances of that answer are not shown: they may hold the payout of a ball
 * that still rolls, and only the wallet stream says so.
 */
export function foldMe(s: AppState, me: Me): AppState {
  const next: AppState = { ...s, me, meError: "" };
  if (s.me && s.me.player?.id !== me.player?.id) {
    next.wallets = {};
    next.rooms = Object.fromEntries(Object.entries(s.rooms).map(([id, r]) => [id, withoutPlayer(r)]));
  }
  return next;
}

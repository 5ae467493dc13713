import type { SpotStake } from "../games/roulette/bodies";

/** An act that was sent, or is about to be, and has no answer yet. */
export interface Act {
  id: string;
  room: number;
  round: number;
  ask: string;
  spots: SpotStake[];
  sentMs: number; // on the server's clock
}

/** Storage, as much of it as is used. */
export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const dayMs = 24 * 60 * 60_000;
const most = 256;

/**
 * Doubts remembers the ids of acts without an answer, in the window's own
 * storage and before they are sent: after a reload they are asked about, and
 * never sent again by themselves.
 */
export class Doubts {
  constructor(private readonly shelf: Shelf) {}

  /** The acts of a player in a room, oldest first. */
  of(player: number, room: number, nowMs: number): Act[] {
    return this.read(player).filter((a) => a.room === room && nowMs - a.sentMs < dayMs);
  }

  /** Writes the act down; false when the window has no room for more. */
  add(player: number, act: Act): boolean {
    const acts = this.read(player);
    if (acts.length >= most) return false;
    return this.write(player, [...acts, act]);
  }

  remove(player: number, ids: ReadonlySet<string>): void {
    const acts = this.read(player);
    const kept = acts.filter((a) => !ids.has(a.id));
    if (kept.length !== acts.length) this.write(player, kept);
  }

  private read(player: number): Act[] {
    try {
      const parsed: unknown = JSON.parse(this.shelf.getItem(key(player)) ?? "[]");
      return Array.isArray(parsed) ? (parsed as Act[]) : [];
    } catch {
      return [];
    }
  }

  private write(player: number, acts: Act[]): boolean {
    try {
      if (acts.length === 0) this.shelf.removeItem(key(player));
      else this.shelf.setItem(key(player), JSON.stringify(acts));
      return true;
    } catch {
      return false; // a full or forbidden storage: the caller does not send
    }
  }
}

function key(player: number): string {
  return `croupier.doubt.${player}`;
}

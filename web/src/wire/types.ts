// The protocol's messages, in the names of server/wire. Amounts are integers in
// minor units, times are milliseconds since the Unix epoch on the server's clock.

export const SUBPROTOCOL = "croupier.v1+json";
export const VERSION = 1;

export interface Hello { t: "hello"; vMin: number; vMax: number; client: string; ticket?: string; resume?: string }
export interface Join { t: "join"; cid?: number; room: number; term?: number; seq?: number; n?: number; inquire?: string[] }
export interface Leave { t: "leave"; room: number }
export interface Act { t: "act"; cid?: number; room: number; round: number; id: string; ask: string; body: unknown }
export interface Inquire { t: "inquire"; cid?: number; room: number; ids: string[] }
export interface LobbyWatch { t: "lobby"; on: boolean }
export interface Ping { t: "ping"; n: number }
export type ClientMessage = Hello | Join | Leave | Act | Inquire | LobbyWatch | Ping;

export interface Welcome {
  t: "welcome"; v: number; node: string; server: string; nowMs: number;
  player?: number; name?: string; resume?: string; pingSec: number;
}
/** Replaces the resume token of welcome while a connection lives. */
export interface Resume { t: "resume"; resume: string }
export interface Event { round: number; atMs: number; type: string; body: unknown }
export interface Snapshot {
  t: "snapshot"; room: number; term: number; seq: number; atMs: number; game: string; rules: number;
  name: string; currency: string; round: number; phase: string; commitment?: string; paused?: boolean;
  watching: number; view: unknown; board?: unknown;
}
export interface Table {
  t: "table"; room: number; term: number; seq: number; atMs: number;
  events?: Event[] | null; board?: unknown; watching?: number | null;
}
export interface OwnSnapshot { t: "own.snapshot"; room: number; term: number; n: number; after: number; round: number; view: unknown }
export interface Own { t: "own"; room: number; term: number; n: number; after: number; events: Event[] }
export interface Joined {
  t: "joined"; cid?: number; room: number; term: number; seq: number; n: number; resumed: boolean; why?: string;
}
export interface Verdict {
  t?: "verdict"; room: number; round: number; id: string; verdict: "accepted" | "refused"; ask?: string;
  code?: string; spot?: string; limit?: number; value?: number; stake?: number; back?: number;
}
export interface Wallet {
  t: "wallet"; currency: string; kind: string; balance: number; version: number; landsAtMs?: number; round?: number;
}
export interface Card {
  room: number; game: string; name: string; currency: string; phase: string; paused?: boolean; live: boolean;
  watching: number; players: number; untilMs?: number; node: string; extra?: unknown;
}
export interface Cards { t: "cards"; nowMs: number; cards: Card[] | null }
export interface Pong { t: "pong"; n: number; nowMs: number }
export interface WireError { t: "error"; cid?: number; room?: number; id?: string; code: string; retry?: boolean; afterMs?: number }
export interface Notice { t: "notice"; code: string; atMs?: number }

/** Every message of the server that has its kind in "t". */
export type ServerMessage =
  | Welcome | Resume | Snapshot | Table | OwnSnapshot | Own | Joined | (Verdict & { t: "verdict" })
  | Wallet | Cards | Pong | WireError | Notice;

export interface Sealed { round: number; rules: number; commitment: string }
export interface Revealed { round: number; rules: number; commitment: string; seed: string }

/** Close codes tell what to do: see closeAdvice. */
export const Close = {
  goingAway: 4000, slow: 4001, noPong: 4002, replaced: 4003, moved: 4100,
  badMessage: 4500, version: 4501, signedOut: 4502, badTicket: 4503, tooMany: 4504, helloTimeout: 4505,
} as const;

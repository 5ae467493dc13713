// The bodies of the HTTP interface, as far as the pages read them.
import type { Card, Event } from "./types";

export interface Player { id: number; name: string; role: "player" | "operator"; guest: boolean; test: boolean }
export interface Balance { currency: string; kind: string; balance: number; version: number }
export interface Me { signedIn: boolean; player?: Player; balances?: Balance[] | null; previousSignInMs?: number; demo: boolean }
export interface SignedIn { token: string; me: Me }
export interface Ticket { ticket: string; expiresMs: number }
export interface Rooms { nowMs: number; rooms: Card[] | null }
export interface RoomSheet { card: Card; options: unknown; sheet: unknown }
export interface RoundRecord {
  round: number; room: number; name: string; game: string; rules: number; phase: string;
  openedMs: number; endedMs?: number; commitment: string; seed?: string; options?: unknown; carry?: unknown;
  events?: Event[] | null; own?: Event[] | null;
  /** Of a room of one seat: what the round's seed follows from; the server seed once it was told. */
  pair?: RoundPair;
  /** Of a table whose seeds are links of a chain. */
  chain?: Chain;
  /** Where cards come from a shoe: the round that shuffled it, and its seed once the shoe has ended. */
  shoe?: RoundShoe;
}
export interface RoundShoe { round: number; rules: number; commitment: string; seed?: string }
/** A pair of seeds; `to` is its last round, which is never played, and with the server's seed known once it is told. */
export interface SeedPair { from: number; to?: number; commitment: string; clientSeed: string; serverSeed?: string; beganMs?: number; toldMs?: number }
export interface RoundPair extends SeedPair { nonce: number }
export interface Pairs { pairs: SeedPair[] | null }
/** What is announced of a chain before its first round. */
export interface Chain {
  first: number; count: number; rules: number; terminal: string; announcement: string; announcedMs?: number; salt?: string;
}
/** The announced chains of a table's sources, newest first. */
export interface Chains { chains: Chain[] | null }
export interface MachineCard {
  game: string; title: string; kind: string; currency: string; minMinor: number; maxMinor: number; returnPercent: string;
  sheet: string; // where its rules are
}
export interface MachineSheetAnswer { card: MachineCard; options: unknown; sheet: unknown }
export interface Machines { machines: MachineCard[] | null }
export interface Seat { room: number; unfinished?: { round: number; room: number; game: string } }
export interface HistoryItem {
  round: number; room: number; name: string; currency: string; endedMs: number;
  staked: number; returned: number; result?: unknown;
  own?: unknown; // what the end of the round told this player alone
}
export interface History { items: HistoryItem[] | null }
export interface OperatorRoom { card: Card; term: number; seq: number; round: number; node: string; queue?: number; sourceLost?: boolean; untoldShoe?: number }
export interface OperatorRooms { rooms: OperatorRoom[] | null }
export interface Problem { status?: number; title?: string; detail?: string; code?: string }

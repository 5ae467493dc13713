// The protocol's messages, as the server generates them, and the numbers that
// the pages act on. Amounts are integers in minor units, times are milliseconds
// since the Unix epoch on the server's clock.
import * as gen from "./wire.gen";

export type {
  Act, Card, Cards, ClientMessage, Event, Hello, Inquire, Join, Joined, LobbyWatch, Notice, Own, OwnSnapshot, Ping, Pong, Resume, Revealed,
  Sealed, ServerMessage, Snapshot, Table, Verdict, Wallet, Welcome, WireError,
} from "./wire.gen";

export const SUBPROTOCOL = gen.Subprotocol;
export const VERSION_MIN = gen.VersionMin;
export const VERSION_MAX = gen.VersionMax;

/** Close codes tell what to do: see adviceFor. */
export const Close = {
  goingAway: gen.CloseGoingAway, slow: gen.CloseSlow, noPong: gen.CloseNoPong, replaced: gen.CloseReplaced, moved: gen.CloseMoved,
  badMessage: gen.CloseBadMessage, version: gen.CloseVersion, signedOut: gen.CloseSignedOut, badTicket: gen.CloseBadTicket,
  tooMany: gen.CloseTooMany, helloTimeout: gen.CloseHelloTimeout,
} as const;

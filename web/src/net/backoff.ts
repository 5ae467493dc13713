import { Close } from "../wire/types";

const firstMs = 250;
const topMs = 8_000;

/**
 * backoffMs is how long to wait before attempt n (from 0): full jitter, so that
 * a restart of the server is not met by everybody at once.
 */
export function backoffMs(attempt: number, random: () => number): number {
  const ceiling = Math.min(topMs, firstMs * 2 ** Math.min(attempt, 10));
  return Math.round(random() * ceiling);
}

/** What a close code asks for. */
export type Advice =
  | { act: "retry"; fresh: boolean; waitMs?: number } // fresh: the resume token is spent, take a ticket; waitMs: not sooner
  | { act: "move"; address: string }
  | { act: "stop"; why: "version" | "signed-out" | "too-many" | "protocol" };

/**
 * adviceFor reads a close code by its range: 4000-4099 come back, 4100-4199
 * come back elsewhere, 4500 and up stop. Everything else is the network.
 */
export function adviceFor(code: number, reason: string): Advice {
  if (code >= 4100 && code < 4200) {
    return reason ? { act: "move", address: reason } : { act: "retry", fresh: false };
  }
  switch (code) {
    case Close.goingAway:
      return { act: "retry", fresh: false, waitMs: Math.min(60_000, Math.max(0, Number.parseInt(reason, 10) || 0)) };
    case Close.replaced:
    case Close.badTicket:
    case Close.helloTimeout:
      return { act: "retry", fresh: true };
    case Close.version:
      return { act: "stop", why: "version" };
    case Close.signedOut:
      return { act: "stop", why: "signed-out" };
    case Close.tooMany:
      return { act: "stop", why: "too-many" };
  }
  if (code >= 4500) return { act: "stop", why: "protocol" };
  return { act: "retry", fresh: false };
}

import { Client } from "./client";
import { localNow } from "./clock";
import { Http } from "./http";
import type { SocketLike } from "./socket";

/** The address of the socket: this page's own server, or the one that it named. */
function socketAddress(address: string | null): string {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  if (!address) return `${scheme}//${location.host}/ws`;
  if (/^wss?:\/\//.test(address)) return address;
  return `${scheme}//${address}/ws`;
}

/** The client of this window. */
export function browserClient(): Client {
  const client = new Client(new Http(), {
    open: (address, subprotocol) => new WebSocket(socketAddress(address), subprotocol) as unknown as SocketLike,
    local: localNow,
    after(ms, f) {
      const id = window.setTimeout(f, ms);
      return () => window.clearTimeout(id);
    },
    random: Math.random, // for waiting times only
    shelf: window.sessionStorage,
  });
  window.addEventListener("online", () => client.kick());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) client.kick(); });
  return client;
}

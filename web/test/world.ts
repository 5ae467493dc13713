// A world in virtual time for the connection and the client: sockets that the
// test holds by hand, timers that run when told.
import type { Surroundings } from "../src/net/client";
import type { SocketLike } from "../src/net/socket";
import type { Http } from "../src/net/http";
import type { ClientMessage, ServerMessage } from "../src/wire/types";

export class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((e: { data: unknown }) => void) | null = null;
  onclose: ((e: { code: number; reason: string }) => void) | null = null;
  sent: ClientMessage[] = [];
  closed = false;
  constructor(readonly address: string | null, readonly subprotocol: string) {}
  send(text: string) { this.sent.push(JSON.parse(text) as ClientMessage); }
  close() { this.closed = true; }
  /** Takes the messages sent since the last call, pings left out. */
  take(): ClientMessage[] { return this.sent.splice(0).filter((m) => m.t !== "ping"); }
  says(m: ServerMessage) { this.onmessage?.({ data: JSON.stringify(m) }); }
  breaks(code = 1006, reason = "") { this.onclose?.({ code, reason }); }
}

export class FakeWorld implements Surroundings {
  nowMs = 1_800_000_000_000;
  sockets: FakeSocket[] = [];
  stored = new Map<string, string>();
  private timers: { atMs: number; f: () => void }[] = [];

  shelf = {
    getItem: (k: string) => this.stored.get(k) ?? null,
    setItem: (k: string, v: string) => void this.stored.set(k, v),
    removeItem: (k: string) => void this.stored.delete(k),
  };
  open = (address: string | null, subprotocol: string) => {
    const s = new FakeSocket(address, subprotocol);
    this.sockets.push(s);
    return s;
  };
  local = () => this.nowMs;
  random = () => 0.5;
  after = (ms: number, f: () => void) => {
    const timer = { atMs: this.nowMs + ms, f };
    this.timers.push(timer);
    return () => { this.timers = this.timers.filter((x) => x !== timer); };
  };

  get socket(): FakeSocket { return this.sockets.at(-1)!; }

  /** Lets virtual time pass, running what is due, with room for promises in between. */
  async pass(ms: number): Promise<void> {
    const end = this.nowMs + ms;
    await settle();
    for (;;) {
      const due = this.timers.filter((x) => x.atMs <= end).sort((a, b) => a.atMs - b.atMs)[0];
      if (!due) break;
      this.timers = this.timers.filter((x) => x !== due);
      this.nowMs = Math.max(this.nowMs, due.atMs);
      due.f();
      await settle();
    }
    this.nowMs = end;
  }

  /** Opens the newest socket and welcomes it. */
  welcome(player?: number, resume = `resume-${this.sockets.length}`): FakeSocket {
    const s = this.socket;
    s.onopen?.();
    s.says({ t: "welcome", v: 1, node: "a", server: "test", nowMs: this.nowMs + 5_000, resume, pingSec: 10, ...(player ? { player } : {}) });
    return s;
  }
}

export async function settle(): Promise<void> {
  for (let i = 0; i < 12; i++) await Promise.resolve();
}

/** An HTTP door that signs player 7 in. */
export function fakeHttp(change: Partial<Http> = {}): Http {
  let tickets = 0;
  return {
    me: async () => ({ signedIn: true, demo: true, player: { id: 7, name: "ada", role: "player", guest: false, test: false }, balances: [] }),
    ticket: async () => ({ ticket: `ticket-${++tickets}`, expiresMs: 0 }),
    ...change,
  } as unknown as Http;
}

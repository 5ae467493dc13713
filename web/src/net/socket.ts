import { adviceFor, backoffMs } from "./backoff";
import type { ServerClock } from "./clock";
import { SUBPROTOCOL, VERSION_MAX, VERSION_MIN, type ClientMessage, type ServerMessage } from "../wire/types";

/** A WebSocket, as much of it as is used. */
export interface SocketLike {
  onopen: (() => void) | null;
  onmessage: ((e: { data: unknown }) => void) | null;
  onclose: ((e: { code: number; reason: string }) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

/** What a connection needs of the world; tests bring their own. */
export interface World {
  open(address: string | null, subprotocol: string): SocketLike;
  /** A ticket for the player, null to watch only; throws while it cannot be had. */
  ticket(): Promise<string | null>;
  local(): number;
  after(ms: number, f: () => void): () => void;
  random(): number;
}

export type StopReason = "version" | "signed-out" | "too-many" | "protocol" | "closed";

export interface Status {
  state: "connecting" | "online" | "waiting" | "stopped";
  /** Round-trip time of the newest ping; null before the first. */
  rttMs: number | null;
  /** Failed attempts in a row. */
  attempt: number;
  why?: StopReason;
  node?: string;
  server?: string;
}

export interface Listener {
  /** A connection is up: join rooms, ask about bets in doubt. */
  up(player: number): void;
  /** It is gone: what was sent without an answer is in doubt. */
  down(): void;
  frame(m: ServerMessage): void;
  status(s: Status): void;
}

const helloWaitMs = 8_000;
const graceMs = 4_000; // beyond the ping's rhythm, before silence means a dead line

/**
 * Connection keeps one socket to the server alive: ticket or resume token,
 * hello, pings, and after a loss a new attempt with full jitter. It knows
 * nothing of rooms.
 *
 *   connecting ─ welcome ─► online ─ close ─► waiting ─ backoff ─► connecting
 *        └────── failure ──────────────────────┘
 *   any ─ code of 4500 and up ─► stopped ─ start ─► connecting
 */
export class Connection {
  private socket: SocketLike | null = null;
  private generation = 0;
  private resume: string | null = null;
  private address: string | null = null;
  private status: Status = { state: "stopped", rttMs: null, attempt: 0, why: "closed" };
  private cancels = new Set<() => void>();
  private pingSentMs = 0;
  private pingN = 0;
  private heardMs = 0;

  constructor(private readonly world: World, private readonly clock: ServerClock, private readonly on: Listener) {}

  /** Connects, or connects anew as somebody else: tokens of before are dropped. */
  start(): void {
    this.resume = null;
    this.address = null;
    this.drop();
    this.set({ state: "connecting", attempt: 0 });
    void this.connect();
  }

  stop(why: StopReason = "closed"): void {
    this.drop();
    this.set({ state: "stopped", why, rttMs: null });
  }

  /** Sends a message; false when there is no connection, then nothing was sent. */
  send(m: ClientMessage): boolean {
    if (this.status.state !== "online" || !this.socket) return false;
    this.socket.send(JSON.stringify(m));
    return true;
  }

  /** Tries at once: the network is back, or the player came back to the page. */
  kick(): void {
    if (this.status.state === "waiting") {
      this.drop();
      this.set({ state: "connecting" });
      void this.connect();
    } else if (this.status.state === "online") {
      this.ping();
      this.after(2_500, () => { if (this.pingSentMs) this.lost(4002, ""); });
    }
  }

  /** Breaks the line as a bad network would; the page has to recover by itself. */
  cut(): void {
    if (this.socket) this.lost(1006, "");
  }

  private async connect(): Promise<void> {
    const generation = ++this.generation;
    let ticket: string | null = null;
    const resume = this.resume;
    this.resume = null; // works once
    if (!resume) {
      try {
        ticket = await this.world.ticket();
      } catch {
        if (generation === this.generation) this.retry();
        return;
      }
      if (generation !== this.generation) return;
    }
    const sentMs = { hello: 0 };
    const socket = this.world.open(this.address, SUBPROTOCOL);
    this.socket = socket;
    this.after(helloWaitMs, () => { if (this.status.state === "connecting") this.lost(1006, ""); });
    socket.onopen = () => {
      if (generation !== this.generation) return;
      sentMs.hello = this.world.local();
      const hello: ClientMessage = { t: "hello", vMin: VERSION_MIN, vMax: VERSION_MAX, client: "croupier-web/0.1.0" };
      if (resume) hello.resume = resume;
      else if (ticket) hello.ticket = ticket;
      socket.send(JSON.stringify(hello));
    };
    socket.onmessage = (e) => { if (generation === this.generation) this.receive(e.data, sentMs.hello); };
    socket.onclose = (e) => { if (generation === this.generation) this.lost(e.code, e.reason); };
  }

  private receive(data: unknown, helloMs: number): void {
    if (typeof data !== "string") return;
    const m = JSON.parse(data) as ServerMessage;
    this.heardMs = this.world.local();
    if (m.t === "welcome") {
      const rttMs = this.clock.sample(m.nowMs, helloMs);
      this.resume = m.resume ?? null;
      this.set({ state: "online", attempt: 0, rttMs, node: m.node, server: m.server });
      this.beat(Math.max(1, m.pingSec) * 1_000);
      this.on.frame(m);
      this.on.up(m.player ?? 0);
      return;
    }
    if (m.t === "resume") {
      this.resume = m.resume;
      return;
    }
    if (m.t === "pong" && m.n === this.pingN) {
      const rttMs = this.clock.sample(m.nowMs, this.pingSentMs);
      this.pingSentMs = 0;
      this.set({ rttMs });
      return;
    }
    this.on.frame(m);
  }

  private ping(): void {
    this.pingN += 1;
    this.pingSentMs = this.world.local();
    this.send({ t: "ping", n: this.pingN });
  }

  private beat(everyMs: number): void {
    this.ping();
    const tick = () => {
      if (this.world.local() - this.heardMs > everyMs + graceMs) return this.lost(4002, "");
      this.ping();
      this.after(everyMs, tick);
    };
    this.after(everyMs, tick);
  }

  private lost(code: number, reason: string): void {
    const was = this.status.state;
    const advice = adviceFor(code, reason);
    this.drop();
    if (was === "online") this.on.down();
    switch (advice.act) {
      case "stop":
        this.set({ state: "stopped", why: advice.why, rttMs: null });
        return;
      case "move":
        this.address = advice.address;
        break;
      case "retry":
        if (advice.fresh) this.resume = null;
        if (was !== "online") this.address = null;
    }
    this.retry(advice.act === "retry" ? advice.waitMs : undefined);
  }

  private retry(leastMs = 0): void {
    const attempt = this.status.attempt;
    this.set({ state: "waiting", attempt: attempt + 1, rttMs: null });
    this.after(leastMs + backoffMs(attempt, () => this.world.random()), () => {
      this.set({ state: "connecting" });
      void this.connect();
    });
  }

  /** Lets go of the socket at once; a dead line may take minutes to report its close. */
  private drop(): void {
    this.generation += 1;
    for (const cancel of this.cancels) cancel();
    this.cancels.clear();
    this.pingSentMs = 0;
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private after(ms: number, f: () => void): void {
    const cancel = this.world.after(ms, () => { this.cancels.delete(cancel); f(); });
    this.cancels.add(cancel);
  }

  private set(change: Partial<Status>): void {
    const { why: _, ...rest } = this.status;
    this.status = { ...rest, ...change };
    this.on.status(this.status);
  }
}

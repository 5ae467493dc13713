import { addAct, asked, disconnected, dismiss, freshRoom, note, type RoomState } from "../state/room";
import { foldApp, foldBalances, foldMe, freshApp, roomOf, withRoom, type AppState } from "../state/app";
import { openOwn } from "../games/roulette/fold";
import { makeStore, type Store } from "../state/store";
import type { ServerMessage } from "../wire/types";
import type { SpotStake } from "../games/roulette/bodies";
import { ServerClock } from "./clock";
import { Doubts, type Act, type Shelf } from "./doubt";
import { HttpError, type Http } from "./http";
import { Connection, type World } from "./socket";
import { uuidv7 } from "./uuid";

/** What a client needs of the world beside its sockets. */
export interface Surroundings extends Omit<World, "ticket"> { shelf: Shelf }

const inquireMost = 64;
const silenceMs = 4_000; // an answer takes a few milliseconds; after this it is asked for
const gapAgainMs = 2_000;

/**
 * Client is the pages' one way to the server: it folds what comes into the
 * store, joins rooms again after a loss, and asks about bets in doubt. It never
 * sends a bet twice.
 */
export class Client {
  readonly store: Store<AppState> = makeStore(freshApp());
  readonly clock: ServerClock;
  private readonly connection: Connection;
  private readonly doubts: Doubts;
  private readonly wanted = new Map<number, number>(); // rooms joined, by how many views want them
  private readonly gapMs = new Map<number, number>();
  private lobbyWanted = 0;
  private cid = 0;
  private stopTicks: (() => void) | null = null;

  constructor(readonly http: Http, private readonly world: Surroundings) {
    this.clock = new ServerClock(() => world.local());
    this.doubts = new Doubts(world.shelf);
    this.connection = new Connection(
      { ...world, open: world.open, ticket: () => this.ticket() },
      this.clock,
      {
        up: (player) => this.up(player),
        down: () => this.eachRoom((r) => disconnected(r)),
        frame: (m) => this.frame(m),
        status: (status) => {
          this.put({ ...this.state, status });
          if (status.state === "stopped" && status.why === "signed-out") this.signedOut();
        },
      },
    );
  }

  private get state(): AppState { return this.store.get(); }
  private put(s: AppState): void { this.store.set(s); }
  private get player(): number { return this.state.me?.player?.id ?? 0; }

  /** Reads who plays, then connects. */
  async start(): Promise<void> {
    this.tick();
    await this.readMe();
    this.connection.start();
  }

  stop(): void {
    this.stopTicks?.();
    this.connection.stop();
  }

  now(): number { return this.clock.now(); }
  kick(): void { this.connection.kick(); }
  cut(): void { this.connection.cut(); }
  /** Connects again after a stop. */
  restart(): void { this.connection.start(); }

  async readMe(): Promise<void> {
    try {
      this.put(foldMe(this.state, await this.http.me()));
    } catch (e) {
      this.put({ ...this.state, meError: e instanceof HttpError ? e.code : "network" });
    }
  }

  /** Runs a change of who plays (guest, sign in, register, sign out) and connects as that player. */
  async become(change: () => Promise<unknown>): Promise<void> {
    await change();
    await this.readMe();
    this.connection.start();
  }

  async topUp(): Promise<void> {
    const { balances } = await this.http.topUp();
    this.put(foldBalances(this.state, balances ?? [], this.now()));
  }

  /** Keeps a room's frames coming until the answer is called. */
  join(room: number): () => void {
    const wants = this.wanted.get(room) ?? 0;
    this.wanted.set(room, wants + 1);
    if (wants === 0) {
      if (!this.state.rooms[room]) this.put(withRoom(this.state, freshRoom(room)));
      this.sendJoin(room, true);
    }
    return () => {
      const left = (this.wanted.get(room) ?? 1) - 1;
      if (left > 0) { this.wanted.set(room, left); return; }
      this.wanted.delete(room);
      this.connection.send({ t: "leave", room });
      const r = this.state.rooms[room];
      if (r) this.put(withRoom(this.state, { ...disconnected(r), own: openOwn(r.own, 0) })); // its bets are counted no more
    };
  }

  /** Keeps the lobby's cards coming until the answer is called. */
  watchLobby(): () => void {
    this.lobbyWanted += 1;
    if (this.lobbyWanted === 1) this.connection.send({ t: "lobby", on: true });
    return () => {
      this.lobbyWanted -= 1;
      if (this.lobbyWanted === 0) this.connection.send({ t: "lobby", on: false });
    };
  }

  /**
   * Sends one act for the room's round. Its id is written down first; if the
   * line breaks, the id is asked about, never sent again.
   */
  act(room: number, ask: "bet" | "undo" | "clear", spots: SpotStake[] = []): void {
    const r = this.state.rooms[room];
    if (r) this.ask(room, r.round, ask, ask === "bet" ? { spots } : {}, spots);
  }

  /** The same for any ask of any game, in a round that the caller names; answers whether it was sent. */
  ask(room: number, round: number, ask: string, body: unknown, spots: SpotStake[] = []): boolean {
    const r = this.state.rooms[room];
    if (!r) return false;
    const nowMs = this.now();
    const act: Act = { id: uuidv7(nowMs), room, round, ask, spots, sentMs: nowMs };
    const refuse = (code: string) => {
      this.put(withRoom(this.state, note(roomOf(this.state, room), { kind: "error", code, act })));
      return false;
    };
    if (this.state.status.state !== "online" || !r.joined) return refuse("offline");
    if (!this.doubts.add(this.player, act)) return refuse("storage");
    this.put(withRoom(this.state, addAct(r, act, "sent")));
    this.connection.send({ t: "act", cid: ++this.cid, room, round: act.round, id: act.id, ask, body });
    return true;
  }

  dismissNote(room: number, key: number): void {
    const r = this.state.rooms[room];
    if (r) this.put(withRoom(this.state, dismiss(r, key)));
  }

  private async ticket(): Promise<string | null> {
    if (!this.state.me) await this.readMe();
    if (!this.state.me) throw new HttpError("network", 0, "");
    if (!this.state.me.signedIn) return null;
    try {
      return (await this.http.ticket()).ticket;
    } catch (e) {
      if (e instanceof HttpError && e.status === 401) {
        this.put(foldMe(this.state, { signedIn: false, demo: this.state.me.demo }));
        return null;
      }
      throw e;
    }
  }

  /** The session has ended elsewhere: goes on as who is left, watching at least. */
  private signedOut(): void {
    this.put(foldMe(this.state, { signedIn: false, demo: this.state.me?.demo ?? false }));
    this.world.after(1_000, () => void this.readMe().then(() => this.connection.start()));
  }

  private up(player: number): void {
    if (player !== this.player) void this.readMe();
    if (this.lobbyWanted > 0) this.connection.send({ t: "lobby", on: true });
    for (const room of this.wanted.keys()) this.sendJoin(room, false);
  }

  private sendJoin(room: number, fresh: boolean): void {
    let r = roomOf(this.state, room);
    const nowMs = this.now();
    if (this.player) {
      for (const act of this.doubts.of(this.player, room, nowMs)) r = addAct(r, act, "doubt");
    }
    const ids = r.acts.slice(0, inquireMost).map((a) => a.id);
    const at = fresh || !r.known ? { term: 0, seq: 0, n: 0 } : { term: r.term, seq: r.seq, n: r.n };
    const sent = this.connection.send({ t: "join", cid: ++this.cid, room, ...at, inquire: ids });
    if (sent) r = { ...asked(r, new Set(ids), nowMs), joined: false, ...(fresh ? { ahead: [] } : {}) };
    this.put(withRoom(this.state, r));
  }

  private frame(m: ServerMessage): void {
    const before = this.state;
    this.put(foldApp(before, m, this.now()));
    const room = "room" in m ? m.room : undefined;
    if (room === undefined) return;
    const was = before.rooms[room];
    const is = this.state.rooms[room];
    if (!was || !is) return;
    this.forget(was, is);
    if (is.gap && (!was.gap || m.t === "joined")) this.closeGap(is);
    if (m.t === "error" && m.retry && !is.joined && !m.id) {
      this.world.after(m.afterMs ?? 500, () => {
        if (this.wanted.has(room) && !roomOf(this.state, room).joined) this.sendJoin(room, false);
      });
    }
  }

  /** Answered acts leave the window's storage. */
  private forget(was: RoomState, is: RoomState): void {
    if (was.acts === is.acts) return;
    const left = new Set(is.acts.map((a) => a.id));
    const gone = was.acts.filter((a) => !left.has(a.id)).map((a) => a.id);
    if (gone.length) this.doubts.remove(this.player, new Set(gone));
  }

  /** A frame is missing: asks for what came since; if that does not help, for the whole. */
  private closeGap(r: RoomState): void {
    const nowMs = this.now();
    const again = nowMs - (this.gapMs.get(r.room) ?? 0) < gapAgainMs;
    this.gapMs.set(r.room, nowMs);
    if (!again) return this.sendJoin(r.room, false);
    this.world.after(1_000, () => {
      if (this.wanted.has(r.room) && roomOf(this.state, r.room).gap) this.sendJoin(r.room, true);
    });
  }

  /** Once a second: asks about acts that should have been answered. */
  private tick(): void {
    const nowMs = this.now();
    if (this.state.status.state === "online") {
      for (const r of Object.values(this.state.rooms)) {
        if (!r.joined) continue;
        const ids = r.acts.filter((a) => nowMs - a.askedMs > silenceMs).slice(0, inquireMost).map((a) => a.id);
        if (ids.length === 0) continue;
        this.put(withRoom(this.state, asked(r, new Set(ids), nowMs)));
        this.connection.send({ t: "inquire", cid: ++this.cid, room: r.room, ids });
      }
    }
    this.stopTicks = this.world.after(1_000, () => this.tick());
  }

  private eachRoom(f: (r: RoomState) => RoomState): void {
    let s = this.state;
    for (const r of Object.values(s.rooms)) s = withRoom(s, f(r));
    this.put(s);
  }
}

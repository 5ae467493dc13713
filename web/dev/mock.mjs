// A stand-in for the server, for work on the pages: the same HTTP and WebSocket
// interface with simulated tables, all in memory. Never part of a build.
//
//   node dev/mock.mjs             listens on 127.0.0.1:8080 and serves dist/app
//   MOCK_PORT=8090 MOCK_BET_MS=12000 MOCK_LAND_MS=6000 MOCK_PAUSE_MS=4000
import { createHash, createHmac, randomBytes, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { WebSocketServer } from "ws";
import { MockRoom } from "./room.mjs";
import { MockCurve, loadLaw } from "./curve.mjs";
import { MockHands, rounds } from "./hands.mjs";
import { MockSession, loadMachines, sheetOf } from "./machine.mjs";

const dist = process.env.MOCK_DIST ?? fileURLToPath(new URL("../dist/app/", import.meta.url)); // the pages as built
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

class Refusal extends Error {
  constructor(status, code) { super(code); this.status = status; this.code = code; }
}

/** Starts a server; answers its address, its rooms, and how to close it. */
export async function startMock({ port = 0, betMs = 12_000, landMs = 6_000, pauseMs = 4_000, bots = true, slots = {}, curve = {}, hands = false, log = () => {} } = {}) {
  const players = new Map(); // by id
  const sessions = new Map(); // token → player id
  const tickets = new Map();
  const resumes = new Map();
  const sockets = new Set();
  const history = [];
  let ids = 100;

  const makePlayer = (name, extra = {}) => {
    const p = { id: ++ids, name, role: "player", guest: false, test: false, balance: 100_000, version: 1, password: "", ...extra };
    players.set(p.id, p);
    return p;
  };
  makePlayer("nora", { password: "demo-operator", role: "operator" });
  makePlayer("ada", { password: "demo-player" });

  const tellWallet = (p, extra = {}) => {
    p.version += 1;
    for (const s of sockets) {
      if (s.player === p.id) send(s, { t: "wallet", currency: "FUN", kind: "cash", balance: p.balance, version: p.version, ...extra });
    }
  };
  const world = { players, history, tellWallet, sockets, send, bots };
  const rooms = [
    new MockRoom(world, { room: 1, name: "European Speed", betMs, landMs, pauseMs }),
    new MockRoom(world, { room: 2, name: "European", betMs: betMs * 2, landMs, pauseMs }),
    new MockRoom(world, { room: 3, name: "French", game: "roulette-french", betMs, landMs, pauseMs }),
    new MockRoom(world, { room: 4, name: "American", game: "roulette-american", betMs, landMs, pauseMs }),
    new MockRoom(world, { room: 5, name: "European Plain", betMs, landMs, pauseMs, stats: false }),
    new MockRoom(world, { room: 6, name: "French, en prison", game: "roulette-french", zero: "prison", order: [0, 1], betMs, landMs, pauseMs }),
  ];
  await loadLaw();
  rooms.push(new MockCurve(world, { room: 7, name: "Updraft", ...curve }));
  if (hands) rounds.forEach((what, i) => rooms.push(new MockHands(world, { room: 101 + i, name: what.includes("common") ? "Commons" : "Baize", what })));
  const sessionRooms = []; // of slot machines, one for each player and machine
  const roomOf = (id) => rooms.find((r) => r.room === id) ?? sessionRooms.find((r) => r.room === id);
  const cards = () => rooms.map((r) => r.card());
  const sit = async (c, game) => {
    const machine = (await loadMachines()).find((m) => m.game === game);
    if (!machine) throw new Refusal(404, "no_machine");
    const seat = c.must().id;
    let r = sessionRooms.find((s) => s.game === game && s.seat === seat);
    if (!r) sessionRooms.push((r = new MockSession(world, { room: 2 ** 20 + 1 + sessionRooms.length, machine, seat, clientSeed: c.body.clientSeed, ...slots })));
    const held = sessionRooms.find((s) => s.seat === seat && s !== r && s.phase === "closed");
    return { room: r.room, ...(held ? { unfinished: { round: held.round, room: held.room, game: held.game } } : {}) };
  };
  const machines = async () => ({ machines: (await loadMachines()).map((m) => ({
    game: m.game, title: m.title, kind: m.kind, currency: "FUN", minMinor: m.cost, maxMinor: 50 * m.cost, returnPercent: m.return, sheet: `/api/machines/${m.game}`,
  })) });
  const machine = async (game) => {
    const card = (await machines()).machines.find((m) => m.game === game);
    if (!card) throw new Refusal(404, "no_machine");
    const options = { coins: [1, 2, 5, 10, 20, 50], cycleMs: 3_000, landMs: 2_400, decideMs: 120_000, allowanceMinor: 1e9 };
    return { card, options, sheet: sheetOf((await loadMachines()).find((m) => m.game === game), options) };
  };

  function send(s, m) { if (s.ws.readyState === 1) s.ws.send(JSON.stringify(m)); }

  const meOf = (p) => !p ? { signedIn: false, balances: [], demo: true } : {
    signedIn: true, demo: true, previousSignInMs: p.guest ? undefined : Date.now() - 86_400_000,
    player: { id: p.id, name: p.name, role: p.role, guest: p.guest, test: p.test },
    balances: [{ currency: "FUN", kind: "cash", balance: p.balance, version: p.version }],
  };

  const routes = {
    "GET /api/me": ({ player }) => meOf(player),
    "POST /api/guest": (c) => c.enter(makePlayer(`guest-${randomBytes(2).toString("hex")}`, { guest: true })),
    "POST /api/sign-in": (c) => {
      const p = [...players.values()].find((x) => x.name === c.body.name && x.password && x.password === c.body.password);
      if (!p) throw new Refusal(401, "bad_credentials");
      return c.enter(p);
    },
    "POST /api/register": (c) => {
      if ([...players.values()].some((x) => x.name === c.body.name)) throw new Refusal(409, "name_taken");
      return c.enter(makePlayer(c.body.name, { password: c.body.password }));
    },
    "POST /api/sign-out": (c) => { sessions.delete(c.token); c.cookie = ""; return undefined; },
    "POST /api/ticket": (c) => {
      const ticket = randomUUID();
      tickets.set(ticket, c.must().id);
      return { ticket, expiresMs: Date.now() + 30_000 };
    },
    "POST /api/top-up": (c) => {
      const p = c.must();
      if (p.balance >= 1_000) throw new Refusal(409, "not_broke");
      p.balance = 100_000;
      tellWallet(p);
      return { balances: meOf(p).balances };
    },
    "GET /api/rooms": () => ({ nowMs: Date.now(), rooms: cards() }),
    "GET /api/history": (c) => {
      const before = Number(c.query.get("before") ?? Infinity);
      const limit = Number(c.query.get("limit") ?? 50);
      const items = history.filter((h) => h.player === c.must().id && h.endedMs < before).slice(0, limit);
      return { items: items.map(({ player: _, ...item }) => item) };
    },
    "GET /api/operator/rooms": (c) => {
      c.must("operator");
      return { rooms: rooms.map((r) => ({ card: r.card(), term: r.term, seq: r.seq, round: r.round, node: "mock-1", queue: 0, ...(r.sourceLost ? { sourceLost: true } : {}) })) };
    },
  };

  const http = createServer(async (q, a) => {
    const url = new URL(q.url, "http://x");
    const answer = (status, body, headers = {}) => {
      const json = status >= 400 ? "application/problem+json" : "application/json";
      a.writeHead(status, { "Content-Type": json, ...headers });
      a.end(body === undefined ? "" : JSON.stringify(body));
    };
    try {
      if (!url.pathname.startsWith("/api/")) return await serveFile(url.pathname, a);
      const c = await context(q, url);
      const body = await call(`${q.method} ${url.pathname}`, c);
      const cookie = c.cookie === undefined ? {} : { "Set-Cookie": `croupier_session=${c.cookie}; HttpOnly; SameSite=Strict; Path=/` };
      answer(body === undefined ? 204 : 200, body, cookie);
    } catch (e) {
      if (!(e instanceof Refusal)) log(e);
      answer(e.status ?? 500, { status: e.status ?? 500, title: e.message, detail: e.message, code: e.code ?? "fault" });
    }
  });

  async function context(q, url) {
    let text = "";
    for await (const chunk of q) text += chunk;
    const token = /croupier_session=([^;]+)/.exec(q.headers.cookie ?? "")?.[1] ?? q.headers.authorization?.slice(7);
    const player = players.get(sessions.get(token));
    const c = {
      body: text ? JSON.parse(text) : {}, query: url.searchParams, token, player,
      must(role) {
        if (!player) throw new Refusal(401, "not_signed_in");
        if (role && player.role !== role) throw new Refusal(403, "forbidden");
        return player;
      },
      enter(p) {
        c.cookie = randomUUID();
        sessions.set(c.cookie, p.id);
        return { token: c.cookie, me: meOf(p) };
      },
    };
    return c;
  }

  function call(route, c) {
    if (routes[route]) return routes[route](c);
    if (route === "GET /api/machines") return machines();
    const one = /^GET \/api\/machines\/([a-z0-9-]+)$/.exec(route);
    if (one) return machine(one[1]);
    const sits = /^POST \/api\/machines\/([a-z0-9-]+)\/sit$/.exec(route);
    if (sits) return sit(c, sits[1]);
    const pairs = /^GET \/api\/rooms\/(\d+)\/pairs$/.exec(route);
    if (pairs) return roomOf(Number(pairs[1]))?.told?.() ?? (() => { throw new Refusal(404, "no_room"); })();
    const chains = /^GET \/api\/rooms\/(\d+)\/chains$/.exec(route);
    if (chains) return roomOf(Number(chains[1]))?.chains?.() ?? (() => { throw new Refusal(404, "no_room"); })();
    let m = /^GET \/api\/rooms\/(\d+)$/.exec(route);
    const room = (id) => roomOf(Number(id)) ?? (() => { throw new Refusal(404, "no_room"); })();
    if (m) return room(m[1]).sheet();
    m = /^GET \/api\/rounds\/(\d+)$/.exec(route);
    if (m) return room(Math.floor(Number(m[1]) / 2 ** 24)).record(Number(m[1]), c.player?.id) ?? (() => { throw new Refusal(404, "not_found"); })();
    m = /^POST \/api\/operator\/rooms\/(\d+)\/(pause|unpause)$/.exec(route);
    if (m) { c.must("operator"); return room(m[1]).pause(m[2] === "pause"); }
    m = /^POST \/api\/operator\/rooms\/(\d+)\/void$/.exec(route);
    if (m) {
      c.must("operator");
      const refused = room(m[1]).voidRound(c.body.round, c.body.why);
      if (refused) throw new Refusal(409, refused);
      return room(m[1]).card();
    }
    throw new Refusal(404, "not_found");
  }

  async function serveFile(path, a) {
    const name = extname(path) ? path.slice(1) : "index.html";
    try {
      const body = await readFile(join(dist, name));
      a.writeHead(200, { "Content-Type": types[extname(name)] ?? "application/octet-stream", "Content-Security-Policy": "default-src 'self'; style-src 'self'; object-src 'none'" });
      a.end(body);
    } catch {
      a.writeHead(404);
      a.end("not found");
    }
  }

  const wss = new WebSocketServer({ server: http, path: "/ws", handleProtocols: (p) => (p.has("croupier.v1+json") ? "croupier.v1+json" : false) });
  wss.on("connection", (ws) => {
    const s = { ws, player: 0, lobby: false, rooms: new Map() };
    sockets.add(s);
    ws.on("close", () => { sockets.delete(s); for (const r of [...rooms, ...sessionRooms]) r.leave(s); });
    ws.on("message", (data) => {
      try { handle(s, JSON.parse(data)); } catch (e) { log(e); ws.close(4500, "bad message"); }
    });
  });

  function handle(s, m) {
    const error = (code, extra = {}) => send(s, { t: "error", cid: m.cid, room: m.room, id: m.id, code, ...extra });
    switch (m.t) {
      case "hello": return hello(s, m);
      case "ping": return send(s, { t: "pong", n: m.n, nowMs: Date.now() });
      case "lobby": s.lobby = m.on; return m.on && send(s, { t: "cards", nowMs: Date.now(), cards: cards() });
    }
    const room = roomOf(m.room);
    if (!room) return error("no_room");
    if (room.seat && room.seat !== s.player) return error("no_room");
    if (m.t === "join") return room.join(s, m);
    if (m.t === "leave") return room.leave(s);
    if (!s.player) return error("not_signed_in");
    if (m.t === "inquire") return room.inquire(s, m.ids);
    if (m.t === "act") return room.act(s, m);
  }

  function hello(s, m) {
    if (m.resume) {
      if (!resumes.has(m.resume)) return s.ws.close(4503, "bad token");
      s.player = resumes.get(m.resume);
      resumes.delete(m.resume);
    } else if (m.ticket) {
      if (!tickets.has(m.ticket)) return s.ws.close(4503, "bad ticket");
      s.player = tickets.get(m.ticket);
      tickets.delete(m.ticket);
    }
    const resume = randomUUID();
    resumes.set(resume, s.player);
    const p = players.get(s.player);
    send(s, { t: "welcome", v: 1, node: "mock-1", server: "mock", nowMs: Date.now(), player: p?.id, name: p?.name, resume, pingSec: 10 });
    if (p) send(s, { t: "wallet", currency: "FUN", kind: "cash", balance: p.balance, version: p.version, ...p.landing?.(Date.now()) });
  }

  const lobby = setInterval(() => {
    for (const s of sockets) if (s.lobby) send(s, { t: "cards", nowMs: Date.now(), cards: cards() });
  }, 500);
  for (const r of rooms) r.start();
  await new Promise((resolve) => http.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${http.address().port}`, rooms, machineRooms: sessionRooms, players, sockets, ordered: true, operator: { name: "nora", password: "demo-operator" },
    close() {
      clearInterval(lobby);
      for (const r of [...rooms, ...sessionRooms]) r.stop();
      for (const s of sockets) s.ws.terminate();
      wss.close();
      return new Promise((resolve) => { http.close(resolve); http.closeAllConnections(); });
    },
  };
}

/** The fairness rules: commitment and draw of a round's seed. */
export function commitmentOf(room, round, rules, seed) {
  const head = Buffer.alloc(24);
  [room, round, rules].forEach((v, i) => head.writeBigUInt64BE(BigInt(v), i * 8));
  return createHash("sha256").update("croupier.seal.v1").update(head).update(seed).digest("hex");
}

export function drawOf(seed, n) {
  const top = 2n ** 64n - (2n ** 64n % BigInt(n));
  for (let block = 0n; ; block++) {
    const head = Buffer.alloc(16);
    head.writeBigUInt64BE(1n, 0);
    head.writeBigUInt64BE(block, 8);
    const out = createHmac("sha256", seed).update("croupier.draw.v1").update(head).digest();
    for (let i = 0; i < 32; i += 8) {
      const x = out.readBigUInt64BE(i);
      if (x < top) return Number(x % BigInt(n));
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const ms = (name, fallback) => Number(process.env[name] ?? fallback);
  const mock = await startMock({
    port: ms("MOCK_PORT", 8080), betMs: ms("MOCK_BET_MS", 12_000), landMs: ms("MOCK_LAND_MS", 6_000), pauseMs: ms("MOCK_PAUSE_MS", 4_000), log: console.error,
  });
  console.log(`mock on ${mock.url}; sign in as ada / demo-player or nora / demo-operator`);
}

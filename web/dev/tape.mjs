// Records what a running server sends to a guest who bets at a table of baccarat or
// dragon tiger, beside what a watcher is told after some of its rounds: the frames
// of test/golden that the pages' folds are held against. A table of short times and
// a shoe that is cut in half make a small file.
//   BASE_URL=http://127.0.0.1:8080 node dev/tape.mjs room rounds file [shoe]
// With shoe it begins after the last round of one, so that it holds a whole shoe.
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import WebSocket from "ws";

const base = process.env.BASE_URL ?? "http://127.0.0.1:8080";
const [room, rounds, file, from] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4], process.argv[5]];
const patienceMs = 15 * 60_000;
const boardsMost = 3; // all of them would be most of the file
const snapEvery = 6;

const post = async (path, token) => (await fetch(base + path, { method: "POST", headers: { "content-type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) }, body: "{}" })).json();
const guest = await post("/api/guest");
const info = await (await fetch(`${base}/api/rooms/${room}`)).json();
const spots = info.sheet.spots.map((s) => s.spot);
const kept = new Set(["snapshot", "own.snapshot", "joined", "table", "own"]);
const frames = [];
const snaps = [];
let began = false;
let done = 0;
let boards = 0;
let due = 0; // the number of frames before the snapshot that the watcher waits for

const player = await open((await post("/api/ticket", guest.token)).ticket, hear);
const watcher = await open("", (m) => { if (m.t === "snapshot" && due > 0) { snaps.push({ after: due, view: m.view, round: m.round }); due = 0; } });
send(player, { t: "join", room });
send(watcher, { t: "join", room });
setTimeout(() => { console.error(`only ${done} rounds in time`); process.exit(1); }, patienceMs);

function hear(m) {
  if (!kept.has(m.t)) return;
  const result = (m.events ?? []).find((e) => e.type === "result");
  if (!began) {
    if (m.t !== "table" || !result || (from === "shoe" && !result.body.shoe.final)) return;
    began = true; // with a snapshot, as whoever comes now gets it
    send(player, { t: "leave", room });
    setTimeout(() => send(player, { t: "join", room }), 50);
    return;
  }
  frames.push(trimmed(m));
  const opened = (m.events ?? []).find((e) => e.type === "opened");
  if (opened) bet(opened.round);
  if (!result) return;
  done += 1;
  if (done % snapEvery === 0 || done === rounds) {
    due = frames.length;
    send(watcher, { t: "leave", room });
    send(watcher, { t: "join", room });
  }
  if (done === rounds) setTimeout(finish, 700);
}

/** One to three spots, another each time; now and then a chip that is taken back. */
function bet(round) {
  const act = (ask, body) => send(player, { t: "act", room, round, id: uuid(), ask, body });
  act("bet", { spots: Array.from({ length: 1 + (done % 3) }, (_, i) => ({ spot: spots[(done + i * 2) % spots.length], stake: 500 })) });
  if (done % 4 !== 1) return;
  act("bet", { spots: [{ spot: spots[0], stake: 100 }] });
  act("undo", {});
}

/** Without what the folds do not read. */
function trimmed(m) {
  const { board, ...rest } = m;
  const events = m.events?.filter((e) => e.type !== "room.sealed" && e.type !== "room.revealed");
  const withBoard = board && (m.t !== "table" || ++boards <= boardsMost);
  return { ...rest, ...(events ? { events } : {}), ...(withBoard ? { board } : {}) };
}

function finish() {
  const lines = (list) => list.map((x) => JSON.stringify(x)).join(",\n");
  writeFileSync(file, `{\n"sheet": ${JSON.stringify(info.sheet)},\n"options": ${JSON.stringify(info.options)},\n"frames": [\n${lines(frames)}\n],\n"snaps": [\n${lines(snaps)}\n]\n}\n`);
  console.log(`${frames.length} frames of ${done} rounds, ${snaps.length} views`);
  process.exit(0);
}

function open(ticket, on) {
  return new Promise((resolve, reject) => {
    const ws = new WebSocket(`${base.replace("http", "ws")}/ws`, "croupier.v1+json", { origin: base });
    ws.on("open", () => send(ws, { t: "hello", vMin: 1, vMax: 1, client: "tape", ...(ticket ? { ticket } : {}) }));
    ws.on("message", (data) => { const m = JSON.parse(String(data)); if (m.t === "welcome") resolve(ws); on(m); });
    ws.on("error", reject);
  });
}

function send(ws, m) { ws.send(JSON.stringify(m)); }

function uuid() {
  const b = randomBytes(16);
  b.writeUIntBE(Date.now(), 0, 6);
  b[6] = 0x70 | (b[6] & 15);
  b[8] = 0x80 | (b[8] & 63);
  return b.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

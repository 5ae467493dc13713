import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import "./slots.css";
import "./machine.css";
import { t } from "../../text/en";
import { ts } from "../../text/slots";
import { duration, money, roundNumber } from "../../text/format";
import { freshRoom, type RoomState } from "../../state/room";
import { AccountBar, AccountGate, TopUp } from "../../account/account";
import { ConnLight } from "../../ui/conn";
import { RoomToggle } from "../../ui/theme";
import { useApp, useClient, useLoaded, useMedia, useNow } from "../../ui/hooks";
import { Button, Dialog, Failed, Icon, Skeleton, State } from "../../ui/parts";
import { href } from "../../ui/router";
import { artOf, type Art } from "./art/art";
import { Backdrop, Sprites, Sym } from "./art/sprites";
import { Cabinet, Gamble } from "./cabinet";
import { Controls } from "./controls";
import { Fair, randomSeed } from "./fair";
import { useHand, useMachineKeys, type Hand } from "./hand";
import { readMachine, type MachineSheet } from "./machine";
import { AllRules, Odds, Pays } from "./pays";
import { Spins } from "./spins";
import { spokenSpin } from "./words";

interface Unfinished { room: number; game: string }

/** A machine by its game's name: the player's own session is opened, or found again. */
export function MachinePage({ game }: { game: string }) {
  const client = useClient();
  const me = useApp((s) => s.me);
  const signedIn = me?.signedIn ?? false;
  const player = me?.player?.id ?? 0;
  const seat = useLoaded(async () => (signedIn ? client.http.sit(game, randomSeed()) : null), [game, player]);
  if (!me) return <Loading name="" />;
  if (!signedIn) return <SignedOut game={game} />;
  if (seat.error === "elsewhere") return <Alone><State kind="error" alone title={ts.sitFailed} hint={ts.elsewhere}><Button look="brass" onClick={seat.reload}>{t.retry}</Button></State></Alone>;
  if (seat.error) return <Alone><Failed code={seat.error} again={seat.reload} /></Alone>;
  if (!seat.value) return <Loading name="" />;
  return <SessionTable key={seat.value.room} room={seat.value.room} unfinished={seat.value.unfinished ?? null} onAgain={seat.reload} />;
}

/** A session by its room. */
export function SessionTable({ room, unfinished = null, onAgain }: { room: number; unfinished?: Unfinished | null; onAgain?: () => void }) {
  const client = useClient();
  useEffect(() => client.join(room), [client, room]);
  const r = useApp((s) => s.rooms[room]) ?? freshRoom(room);
  const loaded = useLoaded(async () => (r.game ? client.http.machine(r.game).then((a) => readMachine(a.sheet, a.options)) : null), [r.game]);
  if (r.missing || loaded.error === "no_machine") {
    return <Alone><State kind="error" alone title={t.noRoom}><a class="button brass" href={href.lobby}>{t.back}</a></State></Alone>;
  }
  if (loaded.error && !loaded.value) return <Alone><Failed code={loaded.error} again={loaded.reload} /></Alone>;
  if (!loaded.value || !r.known || !r.play) return <Loading name={r.name} />;
  return <Live r={r} sheet={loaded.value} unfinished={unfinished} onAgain={onAgain} />;
}

type Panel = "pays" | "spins" | "fair";

function Live({ r, sheet, unfinished, onAgain }: { r: RoomState; sheet: MachineSheet; unfinished: Unfinished | null; onAgain: (() => void) | undefined }) {
  const client = useClient();
  const art = useMemo(() => artOf(r.game, sheet.machine.symbols.map((s) => s.name)), [r.game]);
  const hand = useHand(r, sheet);
  const narrow = useMedia("(max-width: 1180px)");
  const [panel, setPanel] = useState<Panel>("pays");
  const [dialog, setDialog] = useState<"" | Panel | "keys" | "rules">("");
  const [gambling, setGambling] = useState(false);
  const { beat } = hand.s;
  const inGamble = beat?.kind === "gamble" && (hand.s.phase === "closed" || !hand.told || gambling);
  const gamble = Boolean(sheet.machine.gamble && beat && (inGamble || (gambling && beat.state.doing === "gamble")));
  useEffect(() => { if (beat?.kind === "spin") setGambling(false); }, [beat?.key]);
  const open = (p: Panel) => { if (narrow) setDialog(p); else setPanel(p); };
  useMachineKeys(hand, { pays: () => open("pays"), fair: () => open("fair"), help: () => setDialog("keys"), gamble: () => { if (hand.can.gamble) setGambling(true); } }, sheet.options.coins);
  const refused = r.notes.findLast((n) => n.code === "unfinished");
  const elsewhere = unfinished && unfinished.room !== r.room ? unfinished.room : refused?.verdict?.value ? Math.floor(refused.verdict.value / 2 ** 24) : 0;
  const held = useLoaded(async () => (unfinished ? (await client.http.machine(unfinished.game)).card.title : ""), [unfinished?.game]);
  const ended = hand.told && hand.s.phase === "settled" ? hand.s.round : 0;
  const close = () => setDialog("");
  const body = (p: Panel) => p === "pays" ? <><Pays sheet={sheet} art={art} coin={hand.coin} currency={r.currency} /><Odds sheet={sheet} /><Button look="quiet" onClick={() => setDialog("rules")}>{ts.allRules}</Button></>
    : p === "spins" ? <Spins room={r.room} ended={ended} currency={r.currency} /> : <Fair r={r} sheet={sheet} />;
  return (
    <main id="main" tabIndex={-1} class={`slots ${hand.s.phase}`} data-testid="slots" data-round={hand.s.round} aria-label={r.name}>
      <TopLine r={r} hand={hand} onPanel={setDialog} narrow={narrow} />
      <Cabinet hand={hand} sheet={sheet} art={art} title={sheet.machine.title} currency={r.currency}>
        {gamble && <Gamble hand={hand} sheet={sheet} currency={r.currency} onClose={() => setGambling(false)} />}
      </Cabinet>
      {!narrow && <Rail panel={panel} onPanel={setPanel}>{body(panel)}</Rail>}
      <TopUp />
      <Controls r={r} hand={hand} sheet={sheet} unfinished={elsewhere && elsewhere !== r.room ? { room: elsewhere, name: unfinished?.room === elsewhere ? (held.value ?? "") : "" } : null} gambling={gamble} onGamble={() => setGambling(true)} onAgain={onAgain} />
      <Spoken hand={hand} sheet={sheet} art={art} r={r} />
      {dialog === "keys" && <Keys onClose={close} />}
      {dialog === "rules" && <Dialog title={ts.rulesTitle(sheet.machine.title)} wide onClose={close}><AllRules sheet={sheet} art={art} coin={hand.coin} currency={r.currency} /></Dialog>}
      {(dialog === "pays" || dialog === "spins" || dialog === "fair") && <Dialog title={{ pays: ts.tabPays, spins: ts.tabSpins, fair: ts.tabFair }[dialog]} wide={dialog === "pays"} onClose={close}><div class="slots-panel">{body(dialog)}</div></Dialog>}
    </main>
  );
}

function TopLine({ r, hand, narrow, onPanel }: { r: RoomState; hand: Hand; narrow: boolean; onPanel(p: Panel | "keys" | "rules"): void }) {
  const round = hand.s.round;
  return (
    <header class="topline">
      <a class="icon" href={href.lobby} aria-label={t.back}><Icon name="back" /></a>
      <div class="topline-name"><h1>{r.name}</h1><span class="dim">{round > 0 && hand.told && !hand.sending && hand.s.phase !== "closed" ? <a class="round-id" href={href.round(round)} data-testid="round" data-round={round}>{t.round(roundNumber(round))}</a> : round > 0 ? <span class="round-id">{t.round(roundNumber(round))}</span> : null}</span></div>
      <span class="spring" />
      <ConnLight />
      <SessionClock />
      <AccountBar bare atTable />
      <RoomToggle />
      {narrow && <button type="button" class="icon" aria-label={ts.tabPays} data-testid="open-pays" onClick={() => onPanel("pays")}><Icon name="ring" /></button>}
      {narrow && <button type="button" class="icon" aria-label={ts.tabSpins} data-testid="open-spins" onClick={() => onPanel("spins")}><Icon name="menu" /></button>}
      {narrow && <button type="button" class="icon" aria-label={ts.tabFair} data-testid="open-fair" onClick={() => onPanel("fair")}><Icon name="check" /></button>}
      <button type="button" class="icon wide-only" aria-label={t.keys} onClick={() => onPanel("keys")}><Icon name="keys" /></button>
    </header>
  );
}

const startedMs = Date.now();

/** How long this visit has lasted. */
function SessionClock() {
  useNow(1_000);
  return <span class="session wide-only">{t.session} {duration(Math.max(0, Date.now() - startedMs))}</span>;
}

const tabs: [Panel, string][] = [["pays", ts.tabPays], ["spins", ts.tabSpins], ["fair", ts.tabFair]];

function Rail({ panel, onPanel, children }: { panel: Panel; onPanel(p: Panel): void; children: preact.ComponentChildren }) {
  const walk = (e: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!step) return;
    e.preventDefault();
    const next = tabs[(tabs.findIndex(([p]) => p === panel) + step + tabs.length) % tabs.length]![0];
    onPanel(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <aside class="rail" aria-label={ts.panels}>
      <div class="tabs" role="tablist" onKeyDown={walk}>
        {tabs.map(([p, word]) => <button key={p} type="button" role="tab" id={`tab-${p}`} aria-selected={panel === p} aria-controls="panel" tabIndex={panel === p ? 0 : -1} onClick={() => onPanel(p)}>{word}</button>)}
      </div>
      <div class="panel slots-panel" id="panel" role="tabpanel" aria-labelledby={`tab-${panel}`} tabIndex={0}>{children}</div>
    </aside>
  );
}

/** What a screen reader hears: each spin once it has been told. */
function Spoken({ hand, sheet, art, r }: { hand: Hand; sheet: MachineSheet; art: Art; r: RoomState }) {
  const said = useRef("");
  const { beat } = hand.s;
  if (beat && hand.told && beat.atMs > 0) said.current = spokenSpin(hand.s, sheet, art, r.currency);
  else if (beat && beat.atMs === 0 && beat.state.doing !== "ended") said.current = ts.resumed;
  else if (beat && !hand.told && beat.kind !== "gamble") said.current = ts.spinsOn;
  return <p class="unseen" role="status" aria-live="polite" data-testid="spoken">{said.current}</p>;
}

function Keys({ onClose }: { onClose(): void }) {
  return <Dialog title={ts.keysTitle} onClose={onClose}><dl class="keys">{ts.keyList.map(([key, what]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>)}</dl></Dialog>;
}

/** A machine looked at without a session: its rules, and the ways in. */
function SignedOut({ game }: { game: string }) {
  const client = useClient();
  const loaded = useLoaded(() => client.http.machine(game), [game]);
  if (loaded.error) return <Alone><Failed code={loaded.error} again={loaded.reload} /></Alone>;
  if (!loaded.value) return <Loading name="" />;
  const { card, sheet: told } = loaded.value;
  const sheet = readMachine(told);
  const art = artOf(game, sheet.machine.symbols.map((s) => s.name));
  return (
    <main id="main" tabIndex={-1} class="page slots-door" data-testid="machine-door">
      <div class="topline"><a class="icon" href={href.lobby} aria-label={t.back}><Icon name="back" /></a><span class="tag play">{t.playMoney}</span><span class="spring" /><ConnLight /><RoomToggle /></div>
      <header class={`door m-${art.key}`}><Sprites art={art} /><Backdrop art={art} /><div><h1>{card.title}</h1><p>{ts.returns(`${Number(card.returnPercent).toFixed(2)} %`)}</p></div>
        <span class="door-syms">{sheet.machine.symbols.slice(0, 3).map((s) => <Sym key={s.name} art={art} name={s.name} />)}</span></header>
      <AccountGate hint={ts.signIn} />
      <AllRules sheet={sheet} art={art} coin={sheet.options.coins[0]!} currency={card.currency} />
      <p class="fine">{money(card.minMinor, card.currency)} – {money(card.maxMinor, card.currency)}</p>
    </main>
  );
}

function Alone({ children }: { children: preact.ComponentChildren }) {
  return <main id="main" tabIndex={-1} class="page alone">{children}</main>;
}

function Loading({ name }: { name: string }) {
  return (
    <main id="main" tabIndex={-1} class="table loading" data-testid="slots" aria-busy="true">
      <header class="topline"><a class="icon" href={href.lobby} aria-label={t.back}><Icon name="back" /></a><h1>{name || ts.sitting}</h1><span class="spring" /><ConnLight /></header>
      <div class="loading-body"><Skeleton rows={3} tall /></div>
    </main>
  );
}


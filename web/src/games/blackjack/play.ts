import { useRef, useState } from "preact/hooks";
import type { RoomState } from "../../state/room";
import { useApp, useClient } from "../../ui/hooks";
import { lyingOf, useStakes, type Play } from "../chips/play";
import { mergeStakes } from "../chips/stakes";
import { stakeOn, type Ask } from "./ask";
import type { Act, Chip } from "./bodies";
import type { BlackjackState } from "./fold";
import type { Stage } from "./stage";

const follows = "croupier.blackjack.follow";
const hints = "croupier.blackjack.hint";

/** A second press so soon after the first is the same one: it answers no question that came in between. */
const samePressMs = 240;

const read = (key: string) => { try { return localStorage.getItem(key); } catch { return null; } };
const keep = (key: string, value: string) => { try { localStorage.setItem(key, value); } catch { /* for this visit alone */ } };

export interface Table extends Play {
  /** Whether what is put behind a seat follows it; null until the player has said. */
  follow: boolean | null;
  setFollow(on: boolean): void;
  placeBehind(spot: string, follow: boolean): void;
  decide(ask: Ask, act: Act): void;
  /** A decision is on its way, or cannot be sent. */
  deciding: boolean;
  waits: ReadonlySet<number>;
  hint: boolean;
  setHint(on: boolean): void;
}

/** The player's hand at a blackjack table: bets as at every table, stakes behind, and decisions. */
export function useBlackjack(r: RoomState, s: BlackjackState, stage: Stage): Table {
  const client = useClient();
  const online = useApp((a) => a.status.state === "online") && r.joined;
  const [follow, setFollow] = useState<boolean | null>(() => ({ "1": true, "0": false })[read(follows) ?? ""] ?? null);
  const [hint, setHint] = useState(() => read(hints) === "1");
  const play = useStakes(r, lyingOf(r, s), stage === "betting");
  const pressed = useRef({ question: "", atMs: -Infinity }).current;
  const bet = (spots: Chip[], follow: boolean) => client.ask(r.room, s.round, "bet", { spots, ...(follow ? { follow } : {}) }, spots);
  const sent = r.acts.filter((a) => a.ask === "play" && a.round === s.round);
  const seatTaken = (spot: string) => {
    const seat = (s.board.seats ?? []).find((b) => spot === `seat:${b.seat}`);
    return Boolean(seat) && stakeOn(s, spot) === 0;
  };
  return {
    ...play,
    follow, setFollow: (on) => { setFollow(on); keep(follows, on ? "1" : "0"); },
    placeBehind: (spot, on) => { if (play.can.bet) bet([{ spot, stake: play.chip }], on); },
    rebet: () => {
      const lost = s.own.before.filter((x) => seatTaken(x.spot)).map((x) => x.spot.slice(5));
      const spots = s.own.before.filter((x) => !lost.includes(x.spot.split(":")[1]!) || x.spot.startsWith("behind:"));
      if (play.can.rebet && spots.length) bet(spots, s.own.beforeFollow);
    },
    double: () => { if (play.can.double) bet(mergeStakes(s.own.bets.flatMap((b) => b.spots)), s.own.bets.some((b) => b.follow)); },
    decide: (ask, act) => {
      // Not what was drawn but what is: a second click of the same moment finds the first on its way.
      const now = client.store.get().rooms[r.room]?.acts ?? [];
      if (!online || now.some((a) => a.ask === "play" && a.round === s.round && (ask.kind === "act" || a.spots[0]?.spot.endsWith(`:${ask.seat}`)))) return;
      const question = `${ask.kind}/${ask.seat}/${ask.hand}/${ask.codes.length}`;
      const atMs = performance.now();
      if (question !== pressed.question && atMs - pressed.atMs < samePressMs) return;
      Object.assign(pressed, { question, atMs });
      const priced = act === "double" || act === "split" || act === "insure" ? ask.priceMinor : 0;
      client.ask(r.room, s.round, "play", { seat: ask.seat, hand: ask.hand, seen: ask.codes.length, do: act }, [{ spot: `${act}:${ask.seat}`, stake: priced }]);
    },
    deciding: sent.length > 0 || !online,
    waits: new Set(sent.map((a) => Number(a.spots[0]?.spot.split(":")[1]))),
    hint, setHint: (on) => { setHint(on); keep(hints, on ? "1" : "0"); },
  };
}

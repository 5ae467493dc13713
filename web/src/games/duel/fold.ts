// The fold of a table where two sides are dealt cards of one shoe and everybody
// bets on the outcome: baccarat, dragon tiger. Public stream and a player's own.
// No DOM, no clock: what may be seen at a moment is asked with that moment
// (stage.ts), for a result comes whole while its cards are still to be turned.
import type { Event } from "../../wire/types";
import type { CardsShoe, CardsShuffled, FeltBoard, FeltOwn, FeltPaid, FeltPlaced, FeltTakenBack } from "../../wire/wire.gen";
import { remembered, withBet, withoutBets, type SpotStake } from "../chips/stakes";
import { noRoads, roadsOf, withHand, type Bead, type Roads } from "../roads/roads";

export type Phase = "none" | "open" | "closed" | "settled" | "void";

/** A card, to whom it went, and when it is turned. */
export interface Turn { to: string; card: string; atMs: number }

/** The outcome as the wire tells it; a game's own fields beside these. */
export interface Dealt { shoe: CardsShoe; cards: Turn[]; winner: string; landsAtMs: number; nextAtMs: number; staked: number; returned: number }

/** What an outcome does to a spot: half of the stake may come back. */
export type Fate = "won" | "lost" | "push" | "half";

/** What came out of a shoe by some moment. */
export interface Score { shoe: CardsShoe | null; beads: Bead[]; roads: Roads }

export interface Hand { round: number; bets: FeltPlaced[]; paid: FeltPaid | null; before: SpotStake[] }

export interface DuelState<R extends Dealt = Dealt> {
  phase: Phase;
  round: number;
  closesAtMs: number;
  opensAtMs: number;
  landsAtMs: number;
  board: FeltBoard;
  voided: string;
  /** After everything that is known; the newest hand may not be told yet. */
  score: Score;
  /** Before the newest hand, and before its round: what a void goes back to. */
  before: Score;
  began: Score;
  /** The shoe that this round shuffled; its top card is "" where it is not known. */
  fresh: CardsShuffled | null;
  hand: R | null;
  own: Hand;
}

const emptyBoard: FeltBoard = { spots: [], seats: [], staked: 0, players: 0 };
const emptyScore: Score = { shoe: null, beads: [], roads: noRoads };

/** What a game says of its own bodies. */
export interface DuelGame<R extends Dealt> {
  handOf(view: unknown): R | null;
  beadOf(hand: R): Bead;
}

interface ViewOf { phase: string; closesAtMs: number; opensAtMs: number; landsAtMs: number; shoe: CardsShoe | null; beads: Bead[] | null }

/** The shoe once n more of its cards have been dealt; null when that was its last round (games/cards, Box.Played). */
export function played(shoe: CardsShoe, n: number): CardsShoe | null {
  if (shoe.final) return null;
  const dealt = shoe.dealt + n;
  return dealt >= shoe.cut ? { ...shoe, dealt, final: true } : { ...shoe, dealt };
}

export function duelFold<R extends Dealt>(game: DuelGame<R>) {
  type S = DuelState<R>;

  const fresh = (): S => ({
    phase: "none", round: 0, closesAtMs: 0, opensAtMs: 0, landsAtMs: 0, board: emptyBoard, voided: "",
    score: emptyScore, before: emptyScore, began: emptyScore, fresh: null, hand: null, own: { round: 0, bets: [], paid: null, before: [] },
  });

  const view = (s: S, body: unknown, round: number): S => {
    const v = body as ViewOf;
    const beads = v.beads ?? [];
    const score: Score = { shoe: v.shoe, beads, roads: roadsOf(beads) };
    const last = beads.at(-1);
    if (v.phase === "none" && last && v.landsAtMs > 0) return ended(s, v, round, score);
    const hand = game.handOf(body);
    const before = hand && last ? without(score, beads, hand.shoe) : score;
    return {
      ...s, phase: v.phase as Phase, round, closesAtMs: v.closesAtMs, opensAtMs: v.opensAtMs, landsAtMs: hand?.landsAtMs ?? 0, hand,
      voided: s.round === round ? s.voided : "", fresh: s.round === round && s.fresh ? s.fresh : hand && hand.shoe.shoe === round ? { shoe: hand.shoe, top: "", burned: hand.shoe.dealt } : null,
      score, before, began: s.round === round ? s.began : before, own: s.own.round === round ? s.own : openHand(s.own, round),
    };
  };

  /** The next round is made as soon as one is settled; what is seen is still the end of that one. */
  const ended = (s: S, v: ViewOf, round: number, score: Score): S => {
    if (s.phase === "settled" && s.hand && s.landsAtMs === v.landsAtMs && s.round < round) return { ...s, opensAtMs: v.opensAtMs, score };
    return {
      ...s, phase: "settled", round: round - 1, closesAtMs: 0, opensAtMs: v.opensAtMs, landsAtMs: v.landsAtMs, board: emptyBoard, voided: "",
      hand: null, fresh: null, score, before: without(score, score.beads, null), began: score, own: s.own.round === round - 1 ? s.own : openHand(s.own, round - 1),
    };
  };

  const without = (score: Score, beads: Bead[], shoe: CardsShoe | null): Score => ({ shoe: shoe ?? score.shoe, beads: beads.slice(0, -1), roads: roadsOf(beads.slice(0, -1)) });

  const event = (s: S, e: Event): S => {
    switch (e.type) {
      case "opened":
        return {
          ...s, phase: "open", round: e.round, closesAtMs: (e.body as { closesAtMs: number }).closesAtMs, opensAtMs: 0, landsAtMs: 0,
          board: emptyBoard, voided: "", hand: null, fresh: null, before: s.score, began: s.score, own: openHand(s.own, e.round),
        };
      case "deadline":
        return { ...s, closesAtMs: (e.body as { closesAtMs: number }).closesAtMs };
      case "closed":
        return { ...s, phase: "closed", closesAtMs: Math.min(s.closesAtMs, (e.body as { atMs: number }).atMs) };
      case "shuffled": {
        const fresh = e.body as CardsShuffled;
        const score = { ...emptyScore, shoe: fresh.shoe };
        return { ...s, fresh, score, before: score };
      }
      case "result":
        return settled(s, e.body as R);
      case "voided":
        return { ...s, phase: "void", voided: (e.body as { why: string }).why, fresh: null, hand: null, score: s.began, before: s.began };
      default:
        return s;
    }
  };

  const settled = (s: S, hand: R): S => {
    const bead = game.beadOf(hand);
    const before = { ...s.score, shoe: hand.shoe };
    return {
      ...s, phase: "settled", hand, landsAtMs: hand.landsAtMs, opensAtMs: hand.nextAtMs, before,
      score: { shoe: played(hand.shoe, hand.cards.length), beads: [...s.score.beads, bead], roads: withHand(s.score.roads, bead.win) },
    };
  };

  const ownView = (s: S, body: unknown, round: number): S => {
    const v = (body ?? {}) as Partial<FeltOwn>;
    const bets = v.bets ?? [];
    if (round > s.round && s.phase === "settled" && bets.length === 0) return s; // the end of the round before is still seen
    return { ...s, own: { ...openHand(s.own, round), bets, paid: v.paid ?? null } };
  };

  const own = (s: S, e: Event): S => {
    if (e.round < s.own.round) return s;
    const hand = openHand(s.own, e.round);
    switch (e.type) {
      case "placed": return { ...s, own: { ...hand, bets: withBet(hand.bets, e.body as FeltPlaced) } };
      case "takenBack": return { ...s, own: { ...hand, bets: withoutBets(hand.bets, (e.body as FeltTakenBack).bets) } };
      case "paid": return { ...s, own: { ...hand, paid: e.body as FeltPaid } };
      default: return { ...s, own: hand };
    }
  };

  const board = (s: S, body: unknown): S => ({ ...s, board: (body as FeltBoard | null) ?? emptyBoard });
  const bets = (s: S): number => (s.phase === "open" || s.phase === "closed" ? s.own.bets.length : 0);
  const alone = (s: S): S => ({ ...s, own: { round: s.own.round, bets: [], paid: null, before: [] } });

  /** What a record says of its round: the same fold as at the table. */
  const stateOf = (r: { round: number; events?: Event[] | null; own?: Event[] | null }): S => {
    let s: S = { ...fresh(), round: r.round };
    for (const e of r.events ?? []) s = event(s, e);
    for (const e of r.own ?? []) s = own(s, e);
    return s;
  };

  return { fresh, view, event, ownView, own, board, bets, alone, stateOf };
}

function openHand(h: Hand, round: number): Hand {
  return h.round === round ? h : { round, bets: [], paid: null, before: remembered(h.bets, h.before) };
}

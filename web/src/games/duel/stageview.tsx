import { t } from "../../text/en";
import { tb } from "../../text/baccarat";
import { money } from "../../text/format";
import type { RoomState } from "../../state/room";
import { useNow } from "../../ui/hooks";
import { Card } from "../cards/cardview";
import { ShoeView } from "../cards/shoeview";
import { BigRoad } from "../roads/view";
import type { DuelState } from "./fold";
import type { Game } from "./game";
import type { Sheet } from "./sheet";
import { cardsAt, hidden, paidAt, scoreAt, shoeAt, stageAt, type Lain, type Stage } from "./stage";

interface StageProps { r: RoomState; s: DuelState; game: Game; sheet: Sheet; nowMs: number; onRoads?: (() => void) | undefined }

/** The upper half of the table: what happens now, both hands, the shoe and its score. */
export function StageView({ r, s, game, sheet, nowMs, onRoads }: StageProps) {
  const stage = stageAt(s, nowMs);
  const fresh = stage === "shuffling" && s.fresh;
  return (
    <section class={`stage duel-stage ${stage}`} aria-label={tb.hands}>
      <Now r={r} s={s} game={game} sheet={sheet} stage={stage} />
      {fresh ? <ShoeChange s={s} decks={sheet.decks} /> : <Duel s={s} game={game} nowMs={nowMs} stage={stage} />}
      <Before s={s} sheet={sheet} nowMs={nowMs} onRoads={onRoads} />
    </section>
  );
}

function Now({ r, s, game, sheet, stage }: { r: RoomState; s: DuelState; game: Game; sheet: Sheet; stage: Stage }) {
  const nowMs = useNow(200);
  const leftS = Math.max(0, Math.ceil((s.closesAtMs - nowMs) / 1000));
  const nextS = Math.max(0, Math.ceil((s.opensAtMs - nowMs) / 1000));
  const held = r.paused && (stage === "idle" || stage === "landed" || stage === "void");
  const landed = stage === "landed";
  return (
    <div class="now">
      {!landed && <p class="phase" data-testid="phase" data-phase={stage}>{held ? t.paused : tb.stage[stage]}</p>}
      {stage === "betting" && <p class={`big ${leftS <= 4 ? "late" : ""}`}>{leftS}<small>s</small></p>}
      {landed && <Winner s={s} game={game} sheet={sheet} />}
      {landed && <Outcome r={r} s={s} nowMs={nowMs} />}
      {held && <p class="dim">{landed ? t.paused : t.pausedHint}</p>}
      {stage === "void" && <p class="dim" data-testid="void-why">{t.voidHint}{s.voided && <> {t.voidWhy(s.voided)}</>}</p>}
      {!held && landed && nextS > 0 && <p class="dim next">{t.nextIn(nextS)}</p>}
    </div>
  );
}

function Winner({ s, game, sheet }: { s: DuelState; game: Game; sheet: Sheet }) {
  const bead = s.score.beads.at(-1);
  const win = s.hand?.winner ?? bead?.win;
  if (!win) return <p class="phase" data-testid="phase" data-phase="landed">{t.stage.idle}</p>;
  const points = s.hand ? game.points(s.hand) : bead?.points;
  const names = s.hand ? game.named(s.hand, sheet) : [];
  return (
    <div class={`winner s-${win}`} data-testid="result" data-winner={win}>
      <p class="phase" data-testid="phase" data-phase="landed">{tb.wins(win, points)}</p>
      {names.length > 0 && <ul class="feats">{names.map((n) => <li key={n} class="tag">{n}</li>)}</ul>}
    </div>
  );
}

/** A win is called one only when more came back than was staked. */
function Outcome({ r, s, nowMs }: { r: RoomState; s: DuelState; nowMs: number }) {
  const paid = paidAt(s, nowMs);
  if (!paid) return null;
  const net = paid.returned - paid.staked;
  return (
    <p class={`outcome ${net > 0 ? "won" : ""}`} data-testid="outcome" data-net={net}>
      {net > 0 ? <b>{t.youWon(money(net, r.currency))}</b> : paid.returned > 0 ? t.backOf(money(paid.returned, r.currency), money(paid.staked, r.currency)) : t.youLost(money(paid.staked, r.currency))}
    </p>
  );
}

function Duel({ s, game, nowMs, stage }: { s: DuelState; game: Game; nowMs: number; stage: Stage }) {
  const win = stage === "landed" ? s.hand?.winner : undefined;
  const late = s.phase === "settled" && !s.hand;
  return (
    <div class={`duel ${win ? "decided" : ""} ${game.derived ? "with-third" : ""}`} data-testid="duel">
      {game.sides.map((side, i) => {
        const cards = late ? [] : cardsAt(s, side, nowMs);
        return <HandView key={`${s.round}${side}`} side={side} cards={cards} total={game.totalOf(cards.filter((c) => c.told).map((c) => c.card))} look={`${i === 0 ? "left" : "right"} ${win === side ? "won" : win && win !== "tie" ? "lost" : ""}`} places={game.derived ? 3 : 1} shownTotal={game.derived} />;
      })}
      {late && hidden(s, nowMs) && <p class="dim late-note">{tb.dealingLate}</p>}
    </div>
  );
}

/** A side's cards on their places; the third of three lies across, outside of the other two. */
function HandView({ side, cards, total, look, places, shownTotal }: { side: string; cards: Lain[]; total: string; look: string; places: number; shownTotal: boolean }) {
  const words = tb.handOf(side, cards.filter((c) => c.told).map((c) => c.card), shownTotal ? total : "");
  return (
    <div class={`hand ${look} s-${side}`} data-testid={`hand-${side}`} data-total={total} data-cards={cards.filter((c) => !c.down).map((c) => c.card).join(" ")}>
      <p class="hand-name" aria-hidden="true"><b>{tb.side[side]}</b>{shownTotal && <span class="hand-total">{total || "–"}</span>}</p>
      <div class="hand-cards" role="img" aria-label={words}>
        {Array.from({ length: places }, (_, i) => (
          <span key={i} class={`place ${i === 2 ? "third" : ""} ${i < 2 ? "ghost" : ""}`}>
            {cards[i] && <Card silent code={cards[i].card} down={cards[i].down} atMs={cards[i].leftMs} />}
          </span>
        ))}
      </div>
    </div>
  );
}

/** The shoe is changed: packs are mixed, the first card shown and burned. */
function ShoeChange({ s, decks }: { s: DuelState; decks: number }) {
  const fresh = s.fresh!;
  return (
    <div class="shoe-change" data-testid="shoe-change" data-burned={fresh.burned} data-top={fresh.top}>
      <div class="wash" aria-hidden="true">{Array.from({ length: 7 }, (_, i) => <span key={i} style={{ "--i": String(i) }}><Card silent code="" /></span>)}</div>
      <p>{tb.shuffled(decks)}</p>
      <div class="burn">{fresh.top && <Card code={fresh.top} atMs={0} />}<p class="dim">{tb.burned(fresh.top, fresh.burned)}</p></div>
    </div>
  );
}

/**
 * The shoe, and what came out of it as far as the table tells it: one without a
 * score counts no cards either (L3), but says when the shoe ends, as its rules do.
 */
function Before({ s, sheet, nowMs, onRoads }: Omit<StageProps, "r" | "game">) {
  const shoe = shoeAt(s, nowMs);
  const score = scoreAt(s, nowMs);
  const last = score.beads.at(-1);
  return (
    <div class="before duel-before">
      {shoe && sheet.stats ? <ShoeView shoe={shoe} more /> : <p class="dim shoe-none" data-testid="shoe-none">{shoe || hidden(s, nowMs) ? tb.shoeOf(sheet.decks) : s.score.beads.length ? tb.newShoe : tb.noShoe}</p>}
      {shoe?.final && <p class="last-hand">{stageAt(s, nowMs) === "landed" ? tb.lastNext : tb.lastHand}</p>}
      {sheet.stats ? <div class="mini-road">
        <BigRoad beads={score.beads} roads={score.roads} cell={11} least={onRoads ? 33 : 18} bare />
        {onRoads && <button type="button" class="road-door" aria-label={tb.openRoads} data-testid="open-roads" onClick={onRoads} />}
      </div> : <p class="dim">{last ? `${tb.before}: ${tb.wins(last.win, last.points)}` : tb.noHands}</p>}
    </div>
  );
}

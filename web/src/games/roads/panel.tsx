import { tb } from "../../text/baccarat";
import { count } from "../../text/format";
import { State } from "../../ui/parts";
import { BeadRoad, BigRoad, DerivedRoad, Predictions } from "./view";
import { countOf, tie, type Bead, type Roads } from "./roads";

/** How often each side won in this shoe. */
export function Counts({ beads, sides }: { beads: Bead[]; sides: [string, string] }) {
  const pairs = countOf(beads, (b) => Boolean(b.playerPair)) + countOf(beads, (b) => Boolean(b.bankerPair));
  return (
    <dl class="counts" aria-label={tb.counts} data-testid="counts">
      {[sides[0], tie, sides[1]].map((side) => (
        <div key={side} class={`s-${side}`}><dt><i aria-hidden="true">{tb.letter(side, sides)}</i><span>{tb.side[side]}</span></dt><dd>{count(countOf(beads, (b) => b.win === side))}</dd></div>
      ))}
      {pairs > 0 && <div class="count-pairs"><dt><span>{tb.pairs}</span></dt><dd>{count(pairs)}</dd></div>}
    </dl>
  );
}

/** All roads of the shoe, one under the other. */
export function RoadsPanel({ beads, roads, sides, derived }: { beads: Bead[]; roads: Roads; sides: [string, string]; derived: boolean }) {
  if (beads.length === 0) return <State kind="empty" title={tb.noHands} hint={tb.noHandsHint} />;
  return (
    <div class="roads" data-testid="roads">
      <Counts beads={beads} sides={sides} />
      <h2>{tb.bead}<small>{tb.hand(beads.length)}</small></h2>
      <BeadRoad beads={beads} sides={sides} cell={derived ? 20 : 24} least={derived ? 14 : 12} />
      <ol class="unseen">{beads.map((b, i) => <li key={i}>{tb.beadSays(b)}</li>)}</ol>
      <h2>{tb.big}</h2>
      <BigRoad beads={beads} roads={roads} cell={derived ? 15 : 19} least={derived ? 19 : 15} />
      {derived && <>
        <h2>{tb.bigEye}</h2>
        <DerivedRoad road="bigEye" icons={roads.bigEye} cell={10} least={29} />
        <div class="two-roads">
          <div><h2>{tb.small}</h2><DerivedRoad road="small" icons={roads.small} cell={10} least={14} /></div>
          <div><h2>{tb.cockroach}</h2><DerivedRoad road="cockroach" icons={roads.cockroach} cell={10} least={14} /></div>
        </div>
        <h2>{tb.nextTitle}</h2>
        <Predictions roads={roads} sides={sides} />
      </>}
      <p class="fine">{tb.memoryless}</p>
    </div>
  );
}

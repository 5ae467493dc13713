import { trec } from "../../text/records";
import { money } from "../../text/format";
import type { Event } from "../../wire/types";

export interface Line { spot: string; hand: number; stake: number; back: number; end: string; many: boolean }
interface Chip { spot: string; stake: number }
interface Paid {
  staked: number; returned: number; lines?: { spot: string; hand: number; why: string; stake: number; back: number }[];
  wins?: { spot: string; stake: number; back: number }[]; pushes?: { spot: string; stake: number; back: number }[];
}

/** Every stake of a player with what became of it: by hand where there are hands, else by spot. */
export function linesOf(own: Event[]): { lines: Line[]; staked: number; returned: number | null } {
  const bets = new Map<string, Chip[]>();
  for (const e of own) {
    const b = e.body as { bet: string; bets: string[]; spots: Chip[] };
    if (e.type === "placed") bets.set(b.bet, b.spots);
    if (e.type === "takenBack") for (const id of b.bets) bets.delete(id);
    if (e.type === "unbacked") bets.set(b.bet, (bets.get(b.bet) ?? []).filter((c) => !b.spots.some((gone) => gone.spot === c.spot)));
  }
  const paid = own.find((e) => e.type === "paid")?.body as Paid | undefined;
  if (paid?.lines) {
    const hands = (spot: string) => paid.lines!.some((l) => l.spot === spot && l.hand > 0);
    return { staked: paid.staked, returned: paid.returned, lines: paid.lines.map((l) => ({ ...l, hand: l.hand ?? 0, end: trec.why(l.why), many: hands(l.spot) })) };
  }
  const sums = new Map<string, number>();
  for (const c of [...bets.values()].flat()) sums.set(c.spot, (sums.get(c.spot) ?? 0) + c.stake);
  const staked = paid?.staked ?? [...sums.values()].reduce((a, b) => a + b, 0);
  const lines = [...sums].map(([spot, stake]): Line => {
    const win = paid?.wins?.find((w) => w.spot === spot);
    const push = paid?.pushes?.find((w) => w.spot === spot);
    return { spot, hand: 0, stake, back: (win ?? push)?.back ?? 0, end: !paid ? "" : trec.ends[win ? "won" : push ? "push" : "lost"]!, many: false };
  });
  return { lines, staked, returned: paid?.returned ?? null };
}

export function Lines({ own, currency, common }: { own: Event[]; currency: string; common: boolean }) {
  const { lines, staked, returned } = linesOf(own);
  const told = [...new Set(own.filter((e) => e.type === "unfollowed" || e.type === "unbacked").map((e) => trec.followed[e.type]!))];
  if (lines.length === 0) return <p class="dim">{[...told, trec.noLines][0]}</p>;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={trec.lines}>
      <table class="sheet" data-testid="own-lines">
        <thead><tr><th>{trec.colSpot}</th><th class="num">{trec.colStake}</th><th class="num">{trec.colBack}</th><th>{trec.colWhy}</th></tr></thead>
        <tbody>
          {lines.map((l, i) => (
            <tr key={i} class={l.back > l.stake ? "won" : ""}>
              <td>{trec.spot(l.spot, common)}{l.many && <small>{trec.handN(l.hand, common)}</small>}</td>
              <td class="num">{money(l.stake, currency)}</td><td class="num">{returned === null ? "–" : money(l.back, currency)}</td><td>{l.end}</td>
            </tr>
          ))}
        </tbody>
        <tfoot><tr><th>{trec.sum}</th><th class="num">{money(staked, currency)}</th><th class="num">{returned === null ? "–" : money(returned, currency)}</th><td /></tr></tfoot>
      </table>
      {told.map((w) => <p key={w} class="fine">{w}</p>)}
    </div>
  );
}

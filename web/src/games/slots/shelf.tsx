import "./machine.css";
import "./shelf.css";
import { ts } from "../../text/slots";
import { money, percent } from "../../text/format";
import type { MachineCard } from "../../wire/http";
import { useClient, useLoaded } from "../../ui/hooks";
import { href } from "../../ui/router";
import { artOf } from "./art/art";
import { Backdrop, Sprites, Sym } from "./art/sprites";
import { readMachine, type MachineFile } from "./machine";

/** The machines of the house, each a card with its own art. Nothing where there are none. */
export function Shelf() {
  const client = useClient();
  const loaded = useLoaded(async () => {
    const { machines } = await client.http.machines();
    return Promise.all((machines ?? []).map(async (card) => ({ card, machine: await client.http.machine(card.game).then((a) => readMachine(a.sheet).machine).catch(() => null) })));
  }, []);
  const machines = loaded.value ?? [];
  if (machines.length === 0) return null;
  return (
    <section class="shelf" aria-label={ts.machines} data-testid="shelf">
      <header><h2>{ts.machines}</h2><p>{ts.machinesLead}</p></header>
      <ul>{machines.map(({ card, machine }) => <li key={card.game}><ShelfCard card={card} machine={machine} /></li>)}</ul>
    </section>
  );
}

function ShelfCard({ card: c, machine }: { card: MachineCard; machine: MachineFile | null }) {
  const art = artOf(c.game, machine?.symbols.map((s) => s.name) ?? []);
  const shown = (machine?.symbols ?? []).filter((s) => s.role !== undefined || paysMost(s.pays)).sort((a, b) => paysMost(b.pays) - paysMost(a.pays)).slice(0, 3);
  return (
    <a class={`shelf-card m-${art.key}`} href={href.machine(c.game)} data-testid={`machine-${c.game}`}>
      <Sprites art={art} />
      <span class="shelf-art" aria-hidden="true"><Backdrop art={art} /><span class="shelf-syms">{shown.map((s) => <Sym key={s.name} art={art} name={s.name} />)}</span></span>
      <span class="shelf-foot">
        <b>{c.title}</b>
        <span>{machine ? featuresOf(machine).join(" · ") : ""}</span>
        <span class="shelf-facts">{money(c.minMinor, c.currency)} – {money(c.maxMinor, c.currency)} <i>{ts.returns(percent(c.returnPercent))}</i></span>
      </span>
    </a>
  );
}

const paysMost = (pays: number[] | undefined) => Math.max(0, ...(pays ?? []));

function featuresOf(m: MachineFile): string[] {
  return [
    m.kind === "lines" ? ts.kind.lines(m.lines?.length ?? 0) : ts.kind.ways(m.rows ** m.reels.length),
    ...(m.tumble ? [ts.feature.tumble] : []), ...(m.free ? [ts.feature.free] : []), ...((m.wild?.times ?? 1) > 1 ? [ts.feature.wild(m.wild!.times)] : []),
    ...(m.bonuses?.length ? [ts.feature.bonus] : []), ...(m.gamble ? [ts.feature.gamble] : []),
  ];
}

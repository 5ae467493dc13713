import { useEffect, useState } from "preact/hooks";
import { tc, times } from "../../text/crash";
import { count, dateTime, roundNumber } from "../../text/format";
import type { RoomState } from "../../state/room";
import { Button, Icon, Skeleton } from "../../ui/parts";
import { useClient, useLoaded } from "../../ui/hooks";
import { href } from "../../ui/router";
import { announcementOf, nextLink, placeOf, pointOfSeed, walk } from "../../proof/crash";
import type { Chain } from "../../wire/http";
import type { Sheet } from "./bodies";

/** The announced chains of a table; null where they cannot be had. */
export function useChains(room: number): { chains: Chain[] | null; busy: boolean } {
  const client = useClient();
  const loaded = useLoaded(() => client.http.chains(room).then((a) => a.chains ?? []), [room]);
  return { chains: loaded.value, busy: !loaded.value && !loaded.error };
}

export const chainOf = (chains: Chain[] | null, round: number) => chains?.find((c) => placeOf(c, round) > 0) ?? null;

/** The proof beside the table: the chain, the seal of this round, the newest seeds, and a round worked out. */
export function Fair({ r, sheet }: { r: RoomState; sheet: Sheet }) {
  const { chains, busy } = useChains(r.room);
  const chain = chainOf(chains, r.round) ?? chains?.[0] ?? null;
  return (
    <div class="crash-fair" data-testid="fair">
      <h2>{tc.fairTitle}</h2>
      <p class="fine">{tc.fairLead}</p>
      <dl class="hashes small"><dt>{tc.thisRound} {count(roundNumber(r.round))}</dt><dd><code data-testid="fair-commitment">{r.commitment || "…"}</code></dd></dl>
      <h2>{tc.newest}</h2>
      <Seeds r={r} />
      <h2>{tc.chain}</h2>
      {busy ? <Skeleton rows={2} /> : chain ? <ChainFacts chain={chain} /> : <p class="fine">{tc.chainNone}</p>}
      <Compute chain={chain} sheet={sheet} newest={r.revealed[0] ?? null} />
    </div>
  );
}

export function ChainFacts({ chain: c }: { chain: Chain }) {
  const ok = announcementOf(c) === c.announcement;
  return (
    <>
      <dl class="hashes small" data-testid="chain">
        <dt>{tc.chainFirst} · {tc.chainCount}</dt><dd>{count(roundNumber(c.first))} · {count(c.count)}{c.announcedMs ? ` · ${tc.chainAnnouncedAt} ${dateTime(c.announcedMs)}` : ""}</dd>
        <dt>{tc.chainTerminal}</dt><dd><code>{c.terminal}</code></dd>
        <dt>{tc.chainAnnounced}</dt><dd><code>{c.announcement}</code></dd>
        <dt>{tc.chainSalt}</dt><dd>{c.salt ? <code>{c.salt}</code> : tc.chainSaltNone}</dd>
      </dl>
      <Checked ok={ok} word={ok ? tc.announcementTrue : tc.announcementFalse} />
    </>
  );
}

export function Checked({ ok, word }: { ok: boolean; word: string }) {
  return <p class={`checked ${ok ? "ok" : "bad"}`} data-ok={ok}><Icon name={ok ? "check" : "broken"} />{word}</p>;
}

/** Whether hashing a seed leads to the announced end of its chain. */
export function ChainEnd({ seed, round, chain }: { seed: string; round: number; chain: Chain }) {
  const [end, setEnd] = useState("");
  const place = placeOf(chain, round);
  useEffect(() => {
    let current = true;
    setEnd("");
    if (place) void walk(seed, place).then((link) => { if (current) setEnd(link); });
    return () => { current = false; };
  }, [seed, round, place]);
  if (!place) return <Checked ok={false} word={tc.notTerminal} />;
  return end ? <Checked ok={end === chain.terminal} word={end === chain.terminal ? tc.toTerminal : tc.notTerminal} /> : <p class="fine">{tc.computing(place)}</p>;
}

/** The seeds that this page saw revealed: each hashes to the one of the round before. */
function Seeds({ r }: { r: RoomState }) {
  const pairs = r.revealed.slice(0, -1).map((later, i) => ({ later, earlier: r.revealed[i + 1]! })).filter((p) => p.later.round === p.earlier.round + 1).slice(0, 3);
  if (pairs.length === 0) return <p class="fine">{tc.seedSoon}</p>;
  return (
    <div data-testid="seeds">
      {pairs.map(({ later, earlier }) => {
        const ok = nextLink(later.seed) === earlier.seed;
        const [a, b] = [count(roundNumber(later.round)), count(roundNumber(earlier.round))];
        return <Checked key={later.round} ok={ok} word={ok ? tc.hashesTo(a, b) : tc.hashesNot(a, b)} />;
      })}
    </div>
  );
}

interface Answer { round: number; point: number; end: "true" | "false" | "unchecked" }

/** A seed and its round; then any round before it, worked out in this page. Rounds are named by their numbers at the table. */
export function Compute({ chain, sheet, newest }: { chain: Chain | null; sheet: Pick<Sheet, "edge10000" | "limits">; newest: { round: number; seed: string } | null }) {
  const [seed, setSeed] = useState(newest?.seed ?? "");
  const [of, setOf] = useState(newest ? String(roundNumber(newest.round)) : "");
  const [wanted, setWanted] = useState(newest ? String(Math.max(1, roundNumber(newest.round) - 1)) : "");
  const [busy, setBusy] = useState(0);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [fault, setFault] = useState("");
  useEffect(() => { // the first seed that comes fills the form, unless something was typed
    if (!newest || seed) return;
    setSeed(newest.seed); setOf(String(roundNumber(newest.round))); setWanted(String(Math.max(1, roundNumber(newest.round) - 1)));
  }, [newest?.round]);
  const run = async (e: SubmitEvent) => {
    e.preventDefault();
    setAnswer(null);
    const steps = Number(of) - Number(wanted);
    if (!/^[0-9a-f]{64}$/i.test(seed.trim())) return setFault(tc.badSeed);
    if (!Number.isSafeInteger(steps) || steps < 0 || steps > 1_000_000) return setFault(tc.badRounds);
    setFault("");
    const base = chain ? chain.first - roundNumber(chain.first) : 0;
    const place = chain ? placeOf(chain, base + Number(wanted)) : 0;
    setBusy(steps + place);
    const link = await walk(seed.trim(), steps);
    const end = chain && place ? await walk(link, place) : "";
    setBusy(0);
    setAnswer({ round: Number(wanted), point: pointOfSeed(link, sheet.edge10000, sheet.limits.timesMax, chain?.salt ?? ""), end: !end ? "unchecked" : end === chain!.terminal ? "true" : "false" });
  };
  return (
    <form class="compute" onSubmit={(e) => void run(e)}>
      <h2>{tc.compute}</h2>
      <p class="fine">{tc.computeLead}</p>
      <label>{tc.seedField}<input value={seed} spellcheck={false} autocomplete="off" data-testid="compute-seed" onInput={(e) => setSeed(e.currentTarget.value)} /></label>
      <div class="compute-row">
        <label>{tc.seedRound}<input value={of} inputMode="numeric" data-testid="compute-of" onInput={(e) => setOf(e.currentTarget.value)} /></label>
        <label>{tc.wantedRound}<input value={wanted} inputMode="numeric" data-testid="compute-wanted" onInput={(e) => setWanted(e.currentTarget.value)} /></label>
      </div>
      <Button type="submit" disabled={busy > 0} data-testid="compute">{busy ? tc.computing(busy) : tc.computeAct}</Button>
      <div role="status" aria-live="polite" data-testid="computed">
        {fault && <p class="form-error">{fault}</p>}
        {answer && (
          <>
            <p class="computed">{chain ? <a href={href.round(chain.first - roundNumber(chain.first) + answer.round)}>{tc.computed(count(answer.round), times(answer.point))}</a> : tc.computed(count(answer.round), times(answer.point))}</p>
            {answer.end === "unchecked" ? <p class="fine">{tc.unchained}</p> : <Checked ok={answer.end === "true"} word={answer.end === "true" ? tc.toTerminal : tc.notTerminal} />}
          </>
        )}
      </div>
    </form>
  );
}

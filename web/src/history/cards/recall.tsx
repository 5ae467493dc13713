import { useEffect, useState } from "preact/hooks";
import { trec } from "../../text/records";
import type { CardReport } from "../../proof/cards";
import type { Terms } from "../../proof/blackjack";
import type { RoundRecord } from "../../wire/http";
import { Button, Icon } from "../../ui/parts";
import { Hands, Sides } from "./hands";
import { stepsOf } from "./steps";

const stepMs = 900;

/** The round told again step by step (G26, G30): what was dealt, who decided, how it ended. */
export function Recall({ record, report }: { record: RoundRecord; report: CardReport }) {
  const events = record.events ?? [];
  const steps = stepsOf(events);
  const last = steps.length - 1;
  const [at, setAt] = useState(last);
  const [plays, setPlays] = useState(false);
  useEffect(() => {
    if (!plays) return;
    if (at >= last) { setPlays(false); return; }
    const id = setTimeout(() => setAt(at + 1), stepMs);
    return () => clearTimeout(id);
  }, [plays, at, last]);
  const go = (n: number) => { setPlays(false); setAt(Math.min(last, Math.max(0, n))); };
  const step = steps[Math.min(at, last)]!;
  const felt = record.game === "baccarat" || record.game === "dragon-tiger";
  const result = events.find((e) => e.type === "result")?.body as { cards: { to: string; card: string }[] } | undefined;
  return (
    <section class="recall" data-testid="recall" data-step={at} data-steps={last}>
      {felt
        ? <Sides cards={result?.cards ?? []} shown={step.cards} duel={report.duel} sides={record.game === "baccarat" ? ["player", "banker"] : ["dragon", "tiger"]} />
        : <Hands events={events.slice(0, step.events)} terms={(record.options ?? {}) as Terms} common={record.game === "blackjack-unlimited"} whole={at === last} />}
      {last > 0 && (
        <div class="recall-bar" role="group" aria-label={trec.recall}>
          <Button look="brass" data-testid="recall-play" onClick={() => { if (!plays && at >= last) setAt(0); setPlays(!plays); }}><Icon name={plays ? "close" : "play"} />{plays ? trec.stop : trec.play}</Button>
          <button type="button" class="icon" aria-label={trec.back} disabled={at === 0} onClick={() => go(at - 1)}><Icon name="back" /></button>
          <input type="range" min={0} max={last} value={at} aria-label={trec.recall} aria-valuetext={`${trec.step(at, last)}: ${step.words}`} onInput={(e) => go(Number(e.currentTarget.value))} />
          <button type="button" class="icon on" aria-label={trec.on} disabled={at === last} onClick={() => go(at + 1)}><Icon name="back" /></button>
          <span class="recall-words">{step.words}</span>
        </div>
      )}
    </section>
  );
}

// Rounds that the rules of the server played (games/slots, -golden).
import { readFileSync } from "node:fs";
import type { Event } from "../src/wire/types";

export interface Golden { sheet: unknown; rounds: { what: string; seed: string; events: { type: string; body: unknown }[] }[] }
export const golden = (name: string) => JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), "utf8")) as Golden;
export const eventsOf = (r: Golden["rounds"][number]): Event[] => r.events.map((e) => ({ ...e, round: 7, atMs: 0 }));

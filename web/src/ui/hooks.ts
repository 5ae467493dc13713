import { createContext } from "preact";
import { useContext, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Client } from "../net/client";
import type { AppState } from "../state/app";

export const ClientContext = createContext<Client>(null as unknown as Client);

export function useClient(): Client {
  return useContext(ClientContext);
}

/** A part of the state; the component renders again when the part changes. */
export function useApp<T>(select: (s: AppState) => T): T {
  const { store } = useClient();
  const latest = useRef(select);
  latest.current = select;
  const [, setValue] = useState(() => select(store.get()));
  useEffect(() => {
    const take = () => setValue(() => latest.current(store.get()));
    take();
    return store.subscribe(take);
  }, [store]);
  return select(store.get());
}

/** The server's time, renewed every everyMs while the page is seen. */
export function useNow(everyMs: number): number {
  const client = useClient();
  const [now, setNow] = useState(() => client.now());
  useEffect(() => {
    const id = setInterval(() => setNow(client.now()), everyMs);
    return () => clearInterval(id);
  }, [client, everyMs]);
  return now;
}

/**
 * The server's time, renewed when the moment atMs comes. The estimate of that
 * clock may move back while the timer runs: then it waits for the rest.
 */
export function useMoment(atMs: number | null): number {
  const client = useClient();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (atMs === null) return;
    const waitMs = Math.max(1, Math.ceil(atMs - client.now()));
    const id = setTimeout(() => setTurn((n) => n + 1), Math.min(waitMs, 2 ** 30));
    return () => clearTimeout(id);
  }, [client, atMs, turn]);
  return client.now();
}

/**
 * How long a walk that began at atMs has gone on (--since, negative), as it was when
 * the moment was first looked at: an animation that runs would jump if its delay changed.
 */
export function useSince(atMs: number | null): Record<string, string> {
  const client = useClient();
  return useMemo(() => (atMs === null ? {} : { "--since": `${-Math.max(0, Math.round(client.now() - atMs))}ms` }), [client, atMs]);
}

export interface Loaded<T> { value: T | null; error: string; reload(): void }

/** Something read over HTTP; read again when a key changes or reload is called. */
export function useLoaded<T>(read: () => Promise<T>, keys: unknown[]): Loaded<T> {
  const [state, setState] = useState<{ value: T | null; error: string }>({ value: null, error: "" });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let current = true;
    read().then(
      (value) => { if (current) setState({ value, error: "" }); },
      (e: { code?: string }) => { if (current) setState((s) => ({ ...s, error: e.code ?? "network" })); },
    );
    return () => { current = false; };
  }, [...keys, turn]);
  return { ...state, reload: () => { setState({ value: null, error: "" }); setTurn((n) => n + 1); } };
}

export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const take = () => setMatches(list.matches);
    take();
    list.addEventListener("change", take);
    return () => list.removeEventListener("change", take);
  }, [query]);
  return matches;
}

export const reducedMotion = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

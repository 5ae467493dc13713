import { useEffect, useState } from "preact/hooks";

/** Where the player is. The place is the address's hash, so that any server of files will do. */
export type Place =
  | { page: "lobby" }
  | { page: "table"; room: number }
  | { page: "rules"; room: number }
  | { page: "history" }
  | { page: "round"; round: number }
  | { page: "rounds"; room: number }
  | { page: "replay"; round: number }
  | { page: "machine"; game: string }
  | { page: "verify" }
  | { page: "operator" };

export function placeOf(hash: string): Place {
  const [page, id] = hash.replace(/^#\/?/, "").split("/");
  const n = Number(id);
  const named = Number.isSafeInteger(n) && n > 0;
  if (page === "table" && named) return { page, room: n };
  if (page === "rules" && named) return { page, room: n };
  if (page === "rounds" && named) return { page, room: n };
  if ((page === "round" || page === "replay") && named) return { page, round: n };
  if (page === "machine" && /^slots-[a-z0-9-]{1,40}$/.test(id ?? "")) return { page, game: id! };
  if (page === "history" || page === "verify" || page === "operator") return { page };
  return { page: "lobby" };
}

export const href = {
  lobby: "#/",
  table: (room: number) => `#/table/${room}`,
  rules: (room: number) => `#/rules/${room}`,
  history: "#/history",
  round: (round: number) => `#/round/${round}`,
  rounds: (room: number) => `#/rounds/${room}`,
  replay: (round: number) => `#/replay/${round}`,
  machine: (game: string) => `#/machine/${game}`,
  verify: "#/verify",
  operator: "#/operator",
};

export function usePlace(): Place {
  const [place, setPlace] = useState(() => placeOf(location.hash));
  useEffect(() => {
    const take = () => setPlace(placeOf(location.hash));
    window.addEventListener("hashchange", take);
    return () => window.removeEventListener("hashchange", take);
  }, []);
  return place;
}

import type { Chains, Pairs, Machines, MachineSheetAnswer, Seat, History, Me, OperatorRooms, Problem, RoomSheet, Rooms, RoundRecord, SignedIn, Ticket, Balance } from "../wire/http";
import type { Card } from "../wire/types";

/** A refusal or failure of the HTTP interface; code is the problem's own, or "network". */
export class HttpError extends Error {
  constructor(readonly code: string, readonly status: number, detail: string) {
    super(detail);
  }
}

const waitMs = 12_000;

/** Http speaks the JSON interface. The session travels in its HttpOnly cookie only. */
export class Http {
  constructor(private readonly base = "", private readonly fetcher: typeof fetch = (...a) => fetch(...a)) {}

  me = () => this.get<Me>("/api/me");
  rooms = () => this.get<Rooms>("/api/rooms");
  room = (room: number) => this.get<RoomSheet>(`/api/rooms/${room}`);
  round = (round: number) => this.get<RoundRecord>(`/api/rounds/${round}`);
  history = (before?: number, limit = 50) =>
    this.get<History>(`/api/history?limit=${limit}${before ? `&before=${before}` : ""}`);
  machines = () => this.get<Machines>("/api/machines");
  machine = (game: string) => this.get<MachineSheetAnswer>(`/api/machines/${game}`);
  pairs = (room: number) => this.get<Pairs>(`/api/rooms/${room}/pairs`);
  chains = (room: number) => this.get<Chains>(`/api/rooms/${room}/chains`);
  sit = (game: string, clientSeed: string) => this.post<Seat>(`/api/machines/${game}/sit`, { clientSeed });
  operatorRooms = () => this.get<OperatorRooms>("/api/operator/rooms");

  guest = () => this.post<SignedIn>("/api/guest", {});
  signIn = (name: string, password: string) => this.post<SignedIn>("/api/sign-in", { name, password });
  register = (name: string, password: string, birthDate: string) =>
    this.post<SignedIn>("/api/register", { name, password, birthDate, accept: true });
  signOut = () => this.post<void>("/api/sign-out", {});
  ticket = () => this.post<Ticket>("/api/ticket", {});
  topUp = () => this.post<{ balances: Balance[] | null }>("/api/top-up", {});
  pause = (room: number, paused: boolean) =>
    this.post<Card>(`/api/operator/rooms/${room}/${paused ? "pause" : "unpause"}`, {});
  voidRound = (room: number, round: number, why: string) =>
    this.post<Card>(`/api/operator/rooms/${room}/void`, { round, why });

  private get<T>(path: string): Promise<T> {
    return this.call<T>(path, {});
  }

  private post<T>(path: string, body: unknown): Promise<T> {
    return this.call<T>(path, {
      method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" },
    });
  }

  private async call<T>(path: string, init: RequestInit): Promise<T> {
    let response: Response;
    try {
      response = await this.fetcher(this.base + path, {
        ...init, credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(waitMs),
      });
    } catch (cause) {
      throw new HttpError("network", 0, String(cause));
    }
    const text = await response.text();
    let body: unknown;
    try {
      body = text ? JSON.parse(text) : undefined;
    } catch {
      throw new HttpError("unreadable", response.status, text.slice(0, 200));
    }
    if (!response.ok) {
      const problem = (body ?? {}) as Problem;
      throw new HttpError(problem.code ?? `status_${response.status}`, response.status, problem.detail ?? problem.title ?? "");
    }
    return body as T;
  }
}

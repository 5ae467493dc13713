import { useState } from "preact/hooks";
import { t } from "../text/en";
import { Icon } from "./parts";

// The dark and the light room. Until the visitor chooses, the system's preference
// holds (tokens.css); a choice is remembered in this browser.
export type Room = "dark" | "light";

const key = "croupier.room";
const grounds: Record<Room, string> = { dark: "#0b1512", light: "#f4f1ea" };

function chosen(): Room | null {
  try {
    const v = localStorage.getItem(key);
    return v === "dark" || v === "light" ? v : null;
  } catch {
    return null; // storage is not allowed here
  }
}

function preferred(): Room {
  return window.matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

function show(room: Room | null): void {
  const root = document.documentElement;
  if (room) root.dataset["room"] = room;
  else delete root.dataset["room"];
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", grounds[room ?? preferred()]);
}

/** Called before the first render. */
export function startRoom(): void {
  show(chosen());
}

function useRoom(): [Room, () => void] {
  const [room, setRoom] = useState<Room>(() => chosen() ?? preferred());
  const toggle = () => {
    const next = room === "dark" ? "light" : "dark";
    show(next);
    setRoom(next);
    try { localStorage.setItem(key, next); } catch { /* it holds for this visit */ }
  };
  return [room, toggle];
}

export function RoomToggle() {
  const [room, toggle] = useRoom();
  const word = room === "dark" ? t.toLight : t.toDark;
  return <button type="button" class="icon room-toggle" aria-label={word} title={word} data-testid="room-toggle" onClick={toggle}><Icon name={room === "dark" ? "sun" : "moon"} /></button>;
}

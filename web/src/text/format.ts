// Numbers, money and times as the player's language writes them.

export const locale = "en";

const decimals: Record<string, number> = { FUN: 2, EUR: 2, USD: 2, GBP: 2, JPY: 0, KWD: 3 };
const whole = new Intl.NumberFormat(locale);
const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });

function decimalsOf(currency: string): number {
  return decimals[currency] ?? 2;
}

/** 12345 → "123.45". Exact: the digits are cut from the integer, not divided. */
export function amount(minor: number, currency = "FUN"): string {
  const places = decimalsOf(currency);
  const digits = Math.abs(minor).toString().padStart(places + 1, "0");
  const units = whole.format(BigInt(digits.slice(0, digits.length - places)));
  const part = places ? `${point}${digits.slice(-places)}` : "";
  return `${minor < 0 ? "−" : ""}${units}${part}`;
}
const point = new Intl.NumberFormat(locale).formatToParts(1.5).find((p) => p.type === "decimal")?.value ?? ".";

/** 12345 → "123.45 FUN". Money is always shown with its currency. */
export function money(minor: number, currency = "FUN"): string {
  return `${amount(minor, currency)}\u00a0${currency}`;
}

/** Money without needless zeros, for limits: 50000 → "500". */
export function plain(minor: number, currency = "FUN"): string {
  const scale = 10 ** decimalsOf(currency);
  return minor % scale === 0 ? whole.format(minor / scale) : amount(minor, currency);
}

/** What a chip has room for: 150000 → "1.5K". */
export function chipLabel(minor: number, currency = "FUN"): string {
  const units = minor / 10 ** decimalsOf(currency);
  return units >= 1000 ? compact.format(units) : plain(minor, currency);
}

export function count(n: number): string {
  return whole.format(n);
}

const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium", hour12: false });

export function timeOfDay(ms: number): string { return clock.format(ms); }
export function dateTime(ms: number): string { return moment.format(ms); }

/** 3725000 → "1:02:05". */
export function duration(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  return s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${two(Math.floor(s / 60))}:${two(s % 60)}`;
}

/** A round's number in its room; its id is the room's in the high bits. */
export function roundNumber(round: number): number {
  return round % 2 ** 24;
}

const share = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** "97.297297" → "97.30 %". */
export function percent(text: string): string {
  return `${share.format(Number(text))}\u00a0%`;
}

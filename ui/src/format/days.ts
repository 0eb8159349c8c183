// UTC days, as the provider counts them: "2026-03-05". No local time anywhere.

export type Day = string;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MS_OF_DAY = 86_400_000;

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function timeOf(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}

export function dayOf(time: number): Day {
  return new Date(time).toISOString().slice(0, 10);
}

export function today(): Day {
  return dayOf(Date.now());
}

export function addDays(day: Day, days: number): Day {
  return dayOf(timeOf(day) + days * MS_OF_DAY);
}

// Inclusive: 1 for one day.
export function daysBetween(from: Day, to: Day): number {
  return Math.round((timeOf(to) - timeOf(from)) / MS_OF_DAY) + 1;
}

export function daysOf(from: Day, to: Day): Day[] {
  return Array.from({ length: Math.max(0, daysBetween(from, to)) }, (_, i) => addDays(from, i));
}

export function firstOfMonth(day: Day): Day {
  return `${day.slice(0, 8)}01`;
}

export function lastOfMonth(day: Day): Day {
  return dayOf(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0));
}

// "5 Mar", "5 Mar 2026"
export function shortDay(day: Day, withYear = false): string {
  const text = `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1]}`;
  return withYear ? `${text} ${day.slice(0, 4)}` : text;
}

export function longDay(day: Day): string {
  return `${WEEKDAYS[new Date(timeOf(day)).getUTCDay()]} ${shortDay(day, true)}`;
}

// "1–30 Nov 2026", "20 Oct – 3 Nov 2026"
export function rangeText(from: Day, to: Day): string {
  if (from === to) return shortDay(from, true);
  if (from.slice(0, 7) === to.slice(0, 7)) return `${Number(from.slice(8))}–${shortDay(to, true)}`;
  return `${shortDay(from, from.slice(0, 4) !== to.slice(0, 4))} – ${shortDay(to, true)}`;
}

// "5 Mar 2026 14:00 UTC"
export function timeText(time: string): string {
  return `${shortDay(time.slice(0, 10), true)} ${time.slice(11, 16)} UTC`;
}

// "just now", "14 min ago", "3 h ago", "2 days ago"
export function agoText(time: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(time)) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return `${Math.floor(minutes / 1440)} days ago`;
}

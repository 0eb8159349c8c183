// The month of the page: the one that its days are of. Choosing one changes the days, which are the address.
import { daysOf, isDay, lastOfMonth, today, type Day } from '../format/days';
import { showRange } from '../state/range';

// The month that most days of the range are of; of equals the earlier one.
export function monthOf(from: Day, to: Day): string {
  const days = new Map<string, number>();
  for (const day of daysOf(from, to)) days.set(day.slice(0, 7), (days.get(day.slice(0, 7)) ?? 0) + 1);
  return [...days].sort((a, b) => b[1] - a[1])[0]?.[0] ?? to.slice(0, 7);
}

// All of the month, as far as it has come; null: that is no month, or it has not begun.
export function daysOfMonth(month: string, now: Day = today()): { from: Day; to: Day } | null {
  const from = `${month}-01`;
  if (!/^\d{4}-\d{2}$/.test(month) || !isDay(from) || from > now) return null;
  const last = lastOfMonth(from);
  return { from, to: last < now ? last : now };
}

export function showMonth(month: string): void {
  const days = daysOfMonth(month);
  if (days !== null) showRange(days.from, days.to);
}

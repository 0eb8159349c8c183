// Usage and bill side by side, line by line (docs/JSON.md#export-reconciliation), and what they are by day and
// by what has no price.
import type { Verdict } from '../api/documents';
import type { Day } from '../format/days';
import { type Figure, type Pico, picoOf } from '../format/decimal';

export interface Line {
  date: Day;
  verdict: Verdict; // Of the day.
  usage_read: boolean;
  costs_read: boolean;
  line_item: string | null;
  model: string | null;
  tier: string | null;
  meter: string | null;
  unpriced_units: Figure;
  amount_currency: string | null;
  billed: Figure;
  priced: Figure;
  difference: Figure;
  cause: string | null;
}

export interface BillDay {
  date: Day;
  verdict: Verdict;
  billed: Pico | null; // null: not read.
  priced: Pico | null; // null: not read.
  isWhole: boolean; // All use has a price.
  causes: string[];
}

export interface Unpriced {
  model: string | null;
  tier: string | null;
  meter: string | null;
  units: Pico;
  days: number;
}

export function isInDollars(line: Line): boolean {
  return line.amount_currency === null || line.amount_currency === 'usd';
}

// Days without a line are not in it.
export function daysOfLines(lines: Line[]): Map<Day, BillDay> {
  const days = new Map<Day, BillDay>();
  for (const line of lines) {
    const day = days.get(line.date) ?? {
      date: line.date, verdict: line.verdict, billed: line.costs_read ? 0n : null, priced: line.usage_read ? 0n : null, isWhole: true, causes: [],
    };
    days.set(line.date, day);
    if (!isInDollars(line)) continue;
    if (day.billed !== null) day.billed += picoOf(line.billed) ?? 0n;
    if (day.priced !== null) day.priced += picoOf(line.priced) ?? 0n;
    if ((picoOf(line.unpriced_units) ?? 0n) > 0n) day.isWhole = false;
    if (line.cause !== null && !day.causes.includes(line.cause)) day.causes.push(line.cause);
  }
  return days;
}

// What has no price, the most units first.
export function unpricedOf(lines: Line[]): Unpriced[] {
  const found = new Map<string, Unpriced & { dates: Set<Day> }>();
  for (const line of lines) {
    const units = picoOf(line.unpriced_units) ?? 0n;
    if (units === 0n) continue;
    const model = line.model ?? line.line_item;
    const key = JSON.stringify([model, line.tier, line.meter]);
    const one = found.get(key) ?? { model, tier: line.tier, meter: line.meter, units: 0n, days: 0, dates: new Set<Day>() };
    one.units += units;
    one.dates.add(line.date);
    found.set(key, one);
  }
  return [...found.values()]
    .map(({ dates, ...one }) => ({ ...one, days: dates.size }))
    .sort((a, b) => (a.units === b.units ? (a.model ?? '').localeCompare(b.model ?? '') : a.units < b.units ? 1 : -1));
}

// Billed in other currencies than dollars: beside no use, and in no sum here.
export function otherCurrencies(lines: Line[]): Map<string, Pico> {
  const sums = new Map<string, Pico>();
  for (const line of lines) {
    if (isInDollars(line)) continue;
    const currency = line.amount_currency!;
    sums.set(currency, (sums.get(currency) ?? 0n) + (picoOf(line.billed) ?? 0n));
  }
  return sums;
}

// The days on screen, from the address: `from` and `to`, or a `range` that moves with the day.
import { addDays, type Day, daysBetween, firstOfMonth, isDay, lastOfMonth, today } from '../format/days';
import { changeParameters } from './address';

export interface DayRange {
  from: Day;
  to: Day;
  preset: string | null;
}

interface Preset {
  name: string;
  text: string;
  key: string;
  range: (now: Day) => { from: Day; to: Day };
}

export const PRESETS: Preset[] = [
  { name: '7d', text: 'Last 7 days', key: 'w', range: (now) => ({ from: addDays(now, -6), to: now }) },
  { name: '30d', text: 'Last 30 days', key: 'm', range: (now) => ({ from: addDays(now, -29), to: now }) },
  { name: '90d', text: 'Last 90 days', key: 'q', range: (now) => ({ from: addDays(now, -89), to: now }) },
  { name: 'month', text: 'This month', key: '', range: (now) => ({ from: firstOfMonth(now), to: now }) },
  {
    name: 'last-month', text: 'Last month', key: '',
    range: (now) => {
      const last = addDays(firstOfMonth(now), -1);
      return { from: firstOfMonth(last), to: last };
    },
  },
  { name: '365d', text: 'Last 365 days', key: 'y', range: (now) => ({ from: addDays(now, -364), to: now }) },
];
const DEFAULT = '30d';
// So many days can be drawn one by one.
const MOST_DAYS = 3_660;

export function rangeOf(parameters: URLSearchParams, now: Day = today()): DayRange {
  const from = parameters.get('from') ?? '';
  const to = parameters.get('to') ?? '';
  if (isDay(from) && isDay(to) && from <= to && daysBetween(from, to) <= MOST_DAYS) return { from, to, preset: null };
  const name = parameters.get('range') ?? DEFAULT;
  const preset = PRESETS.find((one) => one.name === name) ?? PRESETS[1]!;
  return { ...preset.range(now), preset: preset.name };
}

export function showRange(from: Day, to: Day): void {
  changeParameters({ from, to, range: null });
}

export function showPreset(name: string): void {
  changeParameters({ from: null, to: null, range: name === DEFAULT ? null : name });
}

// A whole month steps by months, anything else by its own length.
export function stepped({ from, to }: { from: Day; to: Day }, direction: 1 | -1): { from: Day; to: Day } {
  if (from === firstOfMonth(from) && to === lastOfMonth(from)) {
    const other = direction === 1 ? addDays(to, 1) : addDays(from, -1);
    return { from: firstOfMonth(other), to: lastOfMonth(other) };
  }
  const length = daysBetween(from, to) * direction;
  return { from: addDays(from, length), to: addDays(to, length) };
}

export function before(range: { from: Day; to: Day }): { from: Day; to: Day } {
  return stepped(range, -1);
}

// Series: the rows of reports as what a chart and its table show: top-N and Other, day by day, exact.
import type { ReportRow, UsageReport, WindowDay } from '../api/documents';
import { type Pico, picoOf, sumOf } from '../format/decimal';
import type { Day } from '../format/days';

// undefined: not grouped (read without the dimension).
export type GroupPart = string | null | undefined;

export interface Series {
  key: string;
  parts: GroupPart[];
  name: string;
  row: ReportRow;
  value: Pico | null; // Of the metric on screen.
}

export interface Band {
  key: string;
  label: string;
  colour: string;
  pattern: number;
  values: (Pico | null)[]; // By day.
}

export type DayState = 'read' | 'open' | 'unread' | 'outside';

export interface DayColumn {
  day: Day;
  state: DayState;
  total: Pico | null;
}

export const UNATTRIBUTED = 'unattributed';
export const NOT_GROUPED = 'not grouped';
const COLOURS = 9;

export function partsOf(row: ReportRow, groups: string[]): GroupPart[] {
  return groups.map((group) => row[group] as GroupPart);
}

export function keyOf(parts: GroupPart[]): string {
  return JSON.stringify(parts.map((part) => (part === undefined ? { not: 'grouped' } : part)));
}

export function partText(part: GroupPart, names: Record<string, string> | undefined): string {
  if (part === undefined) return NOT_GROUPED;
  if (part === null) return UNATTRIBUTED;
  if (part === '') return '“”';
  return names?.[part] ?? part;
}

// Amounts of several currencies are never summed: dollars where there are any, else the first.
export function currencyOf(reports: (UsageReport | undefined)[]): { shown: string; others: string[] } {
  const all = new Set(reports.flatMap((one) => one?.rows ?? [])
    .map((row) => row.amount_currency).filter((one) => typeof one === 'string'));
  const shown = all.has('usd') || all.size === 0 ? 'usd' : [...all][0]!;
  return { shown, others: [...all].filter((one) => one !== shown) };
}

function isOf(row: ReportRow, currency: string): boolean {
  return row.amount_currency === undefined || row.amount_currency === currency;
}

function larger(a: Series, b: Series): number {
  if (a.value === b.value) return a.key < b.key ? -1 : 1;
  if (a.value === null) return 1;
  if (b.value === null) return -1;
  return a.value > b.value ? -1 : 1;
}

interface Identified {
  row: ReportRow;
  parts: GroupPart[];
  key: string;
  name: string;
}

const identified = new WeakMap<UsageReport, { groups: string; rows: Identified[] }>();

// The rows with what they are called, worked out once for each report: a month may have thousands.
export function identifiedRows(report: UsageReport, groups: string[]): Identified[] {
  const known = identified.get(report);
  if (known?.groups === groups.join()) return known.rows;
  const rows = report.rows.map((row) => {
    const parts = partsOf(row, groups);
    return { row, parts, key: keyOf(parts), name: parts.map((part, i) => partText(part, report.names?.[groups[i]!])).join(' · ') };
  });
  identified.set(report, { groups: groups.join(), rows });
  return rows;
}

// The largest first; unknown last.
export function seriesOf(report: UsageReport, groups: string[], column: string, currency: string): Series[] {
  return identifiedRows(report, groups)
    .filter(({ row }) => isOf(row, currency))
    .map((one) => ({ ...one, value: picoOf(one.row[column]) }))
    .sort(larger);
}

export function totalOf(report: UsageReport | undefined, column: string, currency: string): Pico | null {
  if (report === undefined) return null;
  return sumOf(report.rows.filter((row) => isOf(row, currency)).map((row) => picoOf(row[column])));
}

// A colour by place among the largest; the pattern tells two rounds of colours apart.
export function colourOf(place: number): { colour: string; pattern: number } {
  return { colour: `var(--s${(place % COLOURS) + 1})`, pattern: Math.floor(place / COLOURS) };
}

export function dayColumns(days: Day[], windows: WindowDay[], report: UsageReport | undefined, column: string, currency: string): DayColumn[] {
  const states = new Map(windows.map((one) => [one.date, one]));
  const totals = new Map<Day, Pico | null>();
  for (const row of report?.rows ?? []) {
    if (isOf(row, currency)) totals.set(String(row.day), picoOf(row[column]));
  }
  return days.map((day) => {
    const window = states.get(day);
    if (window === undefined) return { day, state: 'outside', total: null };
    if (window.state === 'missing') return { day, state: 'unread', total: null };
    // A day that was read and has no row had no such use: a zero that was read.
    const total = totals.has(day) ? totals.get(day)! : 0n;
    return { day, state: window.state === 'open' ? 'open' : 'read', total };
  });
}

export function bandsOf(
  largest: Series[], labels: Map<string, string>, byDay: UsageReport | undefined,
  groups: string[], column: string, currency: string, columns: DayColumn[], hasOthers: boolean,
): Band[] {
  const cells = new Map<string, Pico | null>();
  for (const row of byDay?.rows ?? []) {
    if (isOf(row, currency)) cells.set(`${String(row.day)} ${keyOf(partsOf(row, groups))}`, picoOf(row[column]));
  }
  const bands = largest.map((one, place): Band => ({
    key: one.key,
    label: labels.get(one.key) ?? one.key,
    ...colourOf(place),
    values: columns.map(({ day, total }) => (total === null ? null : (cells.get(`${day} ${one.key}`) ?? 0n))),
  }));
  if (!hasOthers) return bands;
  const rest = columns.map(({ total }, i) => (
    total === null ? null : total - bands.reduce((sum, band) => sum + (band.values[i] ?? 0n), 0n)));
  return [...bands, { key: 'other', label: 'Other', colour: 'var(--other)', pattern: 0, values: rest }];
}

// Sums from the first day on; a day that was not read adds nothing, and stays unknown itself.
export function cumulative<T extends { values: (Pico | null)[] }>(bands: T[]): T[] {
  return bands.map((band) => {
    let sum = 0n;
    return { ...band, values: band.values.map((value) => (value === null ? null : (sum += value))) };
  });
}

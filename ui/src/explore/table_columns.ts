// The columns of the table by what is measured, and the order of its rows.
import type { Pico } from '../format/decimal';
import { type MetricSpec, METRICS } from './metrics';
import type { GroupPart } from './series';

export interface Column {
  name: string; // "metric" for what is on screen.
  text: string;
  column: string; // Of the report; '' where it is computed.
  kind: 'count' | 'money' | 'share' | 'change';
}

export interface Row {
  key: string;
  parts: GroupPart[];
  name: string;
  values: Record<string, Pico | null>;
}

const SHARE: Column = { name: 'share', text: 'Share', column: '', kind: 'share' };

export function columnsOf(metric: MetricSpec, isCompared: boolean): Column[] {
  const change: Column[] = isCompared ? [{ name: 'change', text: 'vs before', column: metric.column, kind: 'change' }] : [];
  if (metric.isMoney === true) {
    return [{ name: 'metric', text: 'Billed', column: metric.column, kind: 'money' }, SHARE, ...change];
  }
  const usual = METRICS.filter((one) => one.surface === metric.surface && (one.isMore !== true || one === metric));
  const counts = usual.map((one): Column => ({
    name: one === metric ? 'metric' : one.name,
    text: one.name === 'cached' ? 'of it cached' : one.text,
    column: one.column,
    kind: 'count',
  }));
  return [...counts, SHARE, ...change];
}

// Unknown last, whichever way; equal ones by name.
export function sorted(rows: Row[], by: string, isAscending: boolean): Row[] {
  const name = by === 'share' || by === 'change' ? 'metric' : by;
  const turn = isAscending ? 1 : -1;
  const byName = (a: Row, b: Row): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  if (name === 'name') return [...rows].sort((a, b) => byName(a, b) * turn);
  return [...rows].sort((a, b) => {
    const left = a.values[name] ?? null;
    const right = b.values[name] ?? null;
    if (left === right) return byName(a, b);
    if (left === null) return 1;
    if (right === null) return -1;
    return (left < right ? -1 : 1) * turn;
  });
}

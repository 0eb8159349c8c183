// The view: what is on screen, and nothing beside it, read from the address.
import type { Change } from '../state/address';
import { type MetricSpec, metricNamed, METRICS, usualGroup } from './metrics';

export interface Filter {
  dimension: string;
  value: string | null; // null: unattributed; '' is a value.
  exclude: boolean;
}

export interface View {
  metric: MetricSpec;
  surface: string; // Costs by key where the key is asked for.
  group: string;
  sub: string | null;
  top: number;
  filters: Filter[];
  isCumulative: boolean;
  isCompared: boolean;
  sort: string; // A column of the table.
  isAscending: boolean;
  day: string | null; // Opened.
  drill: string | null; // "windows": what the total is made of.
}

export const TOPS = [5, 9, 20];
const DEFAULT_TOP = 9;

// The service's own form: K=V, K!=V, K= (unattributed), K='' (the empty text).
export function filterText({ dimension, value, exclude }: Filter): string {
  return `${dimension}${exclude ? '!' : ''}=${value === null ? '' : value === '' ? "''" : value}`;
}

export function filterIn(text: string): Filter | null {
  const at = text.indexOf('=');
  if (at < 1) return null;
  const exclude = text[at - 1] === '!';
  const dimension = text.slice(0, exclude ? at - 1 : at);
  const value = text.slice(at + 1);
  if (dimension === '') return null;
  return { dimension, value: value === '' ? null : value === "''" ? '' : value, exclude };
}

export function viewOf(parameters: URLSearchParams, hasCosts: boolean): View {
  const metric = metricNamed(parameters.get('metric')) ?? (hasCosts ? METRICS[0]! : metricNamed('requests')!);
  const group = parameters.get('group') ?? usualGroup(metric.surface);
  const sub = parameters.get('sub');
  const filters = parameters.getAll('filter').map(filterIn).filter((one) => one !== null);
  const byKey = [group, sub, ...filters.map((one) => one.dimension)].includes('api_key_id');
  const top = Number(parameters.get('top') ?? DEFAULT_TOP);
  return {
    metric,
    surface: metric.isMoney === true && byKey ? 'costs_by_key' : metric.surface,
    group,
    sub: sub === group ? null : sub,
    top: TOPS.includes(top) ? top : DEFAULT_TOP,
    filters,
    isCumulative: parameters.get('sum') === 'cumulative',
    isCompared: parameters.get('compare') === 'previous',
    sort: parameters.get('sort') ?? 'metric',
    isAscending: parameters.get('order') === 'ascending',
    day: parameters.get('day'),
    drill: parameters.get('drill'),
  };
}

// Another metric's surface may know other dimensions: what both know stays.
export function metricChange(view: View, metric: MetricSpec): Change {
  const isSameKind = (metric.isMoney === true) === (view.metric.isMoney === true);
  const kept = isSameKind || ['project_id', 'api_key_id'].includes(view.group);
  return {
    metric: metric.name,
    group: kept ? view.group : null,
    sub: isSameKind ? view.sub : null,
    sort: null, order: null,
  };
}

export function filterChange(view: View, filters: Filter[]): Change {
  return { filter: filters.map(filterText), metric: view.metric.name };
}

export function toggled(filters: Filter[], one: Filter): Filter[] {
  const isThere = filters.some((other) => filterText(other) === filterText(one));
  const others = filters.filter((other) => other.dimension !== one.dimension || other.value !== one.value);
  return isThere ? others : [...others, one];
}

// This value and no other of its dimension.
export function only(filters: Filter[], one: Filter): Filter[] {
  return [...filters.filter((other) => other.dimension !== one.dimension), one];
}

// What of the filters the surface can answer; the others are named, not passed over.
export function applicable(filters: Filter[], dimensions: string[]): { applied: Filter[]; left: Filter[] } {
  return {
    applied: filters.filter((one) => dimensions.includes(one.dimension)),
    left: filters.filter((one) => !dimensions.includes(one.dimension)),
  };
}

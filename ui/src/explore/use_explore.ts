// What Explore asks the service for its view, and what comes of it.
import { useMemo } from 'react';

import { useReport, useWindows } from '../api/queries';
import { daysOf } from '../format/days';
import { before, type DayRange } from '../state/range';
import { dimensionsOf } from './metrics';
import {
  bandsOf, cumulative, currencyOf, dayColumns, keyOf, partsOf, seriesOf, totalOf,
} from './series';
import { applicable, type Filter, filterText, type View } from './view';

// The largest alone, day by day: what is left of a day is Other.
function filtersOfLargest(filters: Filter[], group: string, values: (string | null)[]): Filter[] {
  const others = filters.filter((one) => one.dimension !== group || one.exclude);
  return [...others, ...[...new Set(values)].map((value) => ({ dimension: group, value, exclude: false }))];
}

export function useExplore(view: View, range: DayRange, source: string | undefined) {
  const { surface, metric } = view;
  const days = useMemo(() => daysOf(range.from, range.to), [range.from, range.to]);
  const windows = useWindows({ ...(source === undefined ? {} : { source }), surface, from: range.from, to: range.to });
  const held = windows.data?.surface === surface ? windows.data.days : [];
  const dimensions = useMemo(() => dimensionsOf(surface, held.map((one) => one.grain)), [surface, held]);
  const { applied, left } = applicable(view.filters, dimensions);
  const group = dimensions.includes(view.group) ? view.group : (dimensions[0] ?? view.group);
  const sub = view.sub !== null && dimensions.includes(view.sub) && view.sub !== group ? view.sub : null;
  const groups = sub === null ? [group] : [group, sub];

  const isReady = windows.data !== undefined && !windows.isPlaceholderData;
  const base = { source, surface, from: range.from, to: range.to, filter: applied.map(filterText) };
  const byDay = useReport({ ...base, group_by: ['day'] }, isReady);
  const tableRange = view.day === null ? base : { ...base, from: view.day, to: view.day };
  const bySeries = useReport({ ...base, group_by: groups }, isReady);
  const tableReport = useReport({ ...tableRange, group_by: groups }, isReady);
  const earlier = before(range);
  const earlierBase = { ...base, from: earlier.from, to: earlier.to };
  const wasWindows = useWindows({ ...(source === undefined ? {} : { source }), surface, ...earlier }, view.isCompared);
  const wasByDay = useReport({ ...earlierBase, group_by: ['day'] }, isReady && view.isCompared);
  const wasBySeries = useReport({ ...earlierBase, group_by: groups }, isReady && view.isCompared);

  const currency = currencyOf([bySeries.data, byDay.data]);
  const series = useMemo(
    () => (bySeries.data === undefined ? [] : seriesOf(bySeries.data, groups, metric.column, currency.shown)),
    [bySeries.data, groups.join(), metric.column, currency.shown],
  );
  const largest = series.filter((one) => one.value !== null && !one.parts.includes(undefined)).slice(0, view.top);
  // Of two groups: the pairs of their values, which are more than the largest, and few.
  const topFilters = groups.reduce(
    (filters, name, i) => filtersOfLargest(filters, name, largest.map((one) => one.parts[i] as string | null)), applied);
  const topDays = useReport(
    { ...base, filter: topFilters.map(filterText), group_by: ['day', ...groups] },
    isReady && largest.length > 0 && !bySeries.isPlaceholderData,
  );

  const columns = useMemo(
    () => dayColumns(days, held, byDay.data, metric.column, currency.shown),
    [days, held, byDay.data, metric.column, currency.shown],
  );
  const labels = useMemo(() => {
    return new Map(series.slice(0, view.top).map((one) => [one.key, one.name]));
  }, [series, view.top]);
  const bands = useMemo(
    () => bandsOf(largest, labels, topDays.data, groups, metric.column, currency.shown, columns, series.length > largest.length),
    [series, labels, topDays.data, columns, view.top],
  );
  const was = useMemo(() => {
    if (!view.isCompared || wasBySeries.data === undefined) return null;
    return new Map(wasBySeries.data.rows.map((row) => [keyOf(partsOf(row, groups)), row]));
  }, [view.isCompared, wasBySeries.data]);
  const wasDays = useMemo(() => {
    if (!view.isCompared || wasByDay.data === undefined || wasWindows.data?.surface !== surface) return null;
    const before = daysOf(earlier.from, earlier.to);
    const all = dayColumns(before, wasWindows.data.days, wasByDay.data, metric.column, currency.shown);
    return all.slice(0, days.length).map((one) => one.total);
  }, [view.isCompared, wasByDay.data, wasWindows.data, surface, days.length]);

  return {
    groups, dimensions, left, earlier, currency, series, labels, was,
    columns: view.isCumulative
      ? cumulative([{ values: columns.map((one) => one.total) }])[0]!.values.map((total, i) => ({ ...columns[i]!, total }))
      : columns,
    bands: view.isCumulative ? cumulative(bands) : bands,
    wasDays: wasDays !== null && view.isCumulative ? cumulative([{ values: wasDays }])[0]!.values : wasDays,
    largest,
    windows: held,
    total: totalOf(bySeries.data, metric.column, currency.shown),
    wasTotal: view.isCompared ? totalOf(wasBySeries.data, metric.column, currency.shown) : null,
    report: bySeries.data,
    table: tableReport.data,
    filters: applied,
    error: windows.error ?? bySeries.error ?? byDay.error ?? topDays.error,
    isWaiting: windows.data === undefined || bySeries.data === undefined || byDay.data === undefined
      || (largest.length > 0 && topDays.data === undefined),
    isStale: [bySeries, byDay, topDays, tableReport].some((one) => one.isPlaceholderData && one.isFetching),
    askAgain: () => {
      for (const one of [windows, bySeries, byDay, topDays, tableReport]) void one.refetch();
    },
  };
}

export type Explored = ReturnType<typeof useExplore>;

import { expect, test } from 'vitest';

import type { UsageReport, WindowDay } from '../api/documents';
import { picoOf } from '../format/decimal';
import { bandsOf, cumulative, currencyOf, dayColumns, seriesOf, totalOf } from './series';

function report(rows: object[]): UsageReport {
  return { rows, totals: {}, partial: [], not_grouped: {} } as unknown as UsageReport;
}
function window(date: string, state: string): WindowDay {
  return { date, state } as WindowDay;
}
const n = (value: number): bigint => picoOf(value)!;

test('a day that was not read is unknown, one without use a zero', () => {
  const days = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'];
  const windows = [window(days[0]!, 'settled'), window(days[1]!, 'missing'), window(days[2]!, 'open')];
  const columns = dayColumns(days, windows, report([{ day: days[2], x: 4 }]), 'x', 'usd');
  expect(columns.map((one) => [one.state, one.total])).toEqual([
    ['read', 0n], ['unread', null], ['open', n(4)], ['outside', null],
  ]);
});

test('Other is what is left of each day, to the last digit', () => {
  const bySeries = report([{ model: 'a', x: '5.1' }, { model: 'b', x: '0.000000000001' }, { model: null, x: '2' }]);
  const series = seriesOf(bySeries, ['model'], 'x', 'usd');
  expect(series.map((one) => one.parts[0])).toEqual(['a', null, 'b']);
  const columns = dayColumns(['2026-03-01', '2026-03-02'], [window('2026-03-01', 'settled'), window('2026-03-02', 'missing')],
    report([{ day: '2026-03-01', x: '7.100000000001' }]), 'x', 'usd');
  const bands = bandsOf(series.slice(0, 1), new Map([[series[0]!.key, 'a']]), report([{ day: '2026-03-01', model: 'a', x: '5.1' }]),
    ['model'], 'x', 'usd', columns, true);
  expect(bands.map((one) => [one.label, one.values])).toEqual([
    ['a', [picoOf('5.1'), null]], ['Other', [picoOf('2.000000000001'), null]],
  ]);
});

test('unattributed and not grouped are two things', () => {
  const series = seriesOf(report([{ model: null, x: 1 }, { x: 1 }]), ['model'], 'x', 'usd');
  expect(new Set(series.map((one) => one.key)).size).toBe(2);
});

test('currencies are never summed', () => {
  const costs = report([{ amount_currency: 'eur', x: '1' }, { amount_currency: 'usd', x: '2' }]);
  expect(currencyOf([costs])).toEqual({ shown: 'usd', others: ['eur'] });
  expect(totalOf(costs, 'x', 'usd')).toBe(picoOf('2'));
});

test('cumulative sums pass over what is unknown', () => {
  expect(cumulative([{ values: [n(1), null, n(2)] }])[0]!.values).toEqual([n(1), null, n(3)]);
});

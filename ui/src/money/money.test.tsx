import { screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';

import { asCsv } from '../explore/table_file';
import { answering, shown } from '../test_query';
import { rangeOf } from '../state/range';
import { BillDays } from './bill_days';
import { billCauseText } from './bill_words';
import { bridgeOf } from './bridge';
import { axisOf, barsOf } from './bridge_chart';
import { daysOfMonth, monthOf } from './money_month';
import MoneyPage from './money_page';
import { bridgeRecords, dayRecords } from './money_tables';
import { daysOfLines, type Line, otherCurrencies, unpricedOf } from './reconciled';

const ONE = 10n ** 12n;
const line = (date: string, billed: string | null, priced: string | null, more: Partial<Line> = {}): Line => ({
  date, verdict: 'explained', usage_read: true, costs_read: true, line_item: 'gpt-a, input', model: 'gpt-a', tier: 'standard', meter: 'input',
  unpriced_units: 0, amount_currency: 'usd', billed, priced, difference: null, cause: null, ...more,
});
const LINES = [
  line('2026-03-01', '10', '8', { cause: 'unpriced_model', unpriced_units: 7 }),
  line('2026-03-01', '1', '0.5', { cause: 'unknown' }),
  line('2026-03-01', '3', '3.0000005'),
  line('2026-03-02', '5', '5.25', { cause: 'price_differs' }),
  line('2026-03-02', '1.000000000001', '1', { cause: 'price_differs', unpriced_units: 2 }),
  line('2026-03-02', '4', null, { amount_currency: 'eur' }),
  line('2026-03-03', '7', null, { usage_read: false, cause: null }),
  line('2026-03-04', null, '3', { costs_read: false }),
];

test('usage at its prices and every step are the bill, to the last digit', () => {
  const bridge = bridgeOf(LINES);
  expect(bridge.billed).toBe(20n * ONE + 1n);
  expect(bridge.steps.map((step) => step.cause)).toEqual(['unpriced_model', 'price_differs', 'rounding', 'unknown']);
  expect(bridge.steps.reduce((sum, step) => sum + step.difference, bridge.priced)).toBe(bridge.billed);
  expect([bridge.compared, bridge.onlyBilled, bridge.onlyPriced]).toEqual([2, 7n * ONE, 3n * ONE]);
  expect(bridge.isWhole).toBe(false);
});

test('what prices reproduce is the bill without each difference, whichever way it goes', () => {
  const bridge = bridgeOf(LINES);
  expect(bridge.named).toBe((225n * ONE) / 100n + 1n);
  expect(bridge.unknown).toBe(ONE / 2n);
  expect(bridge.reproduced).toBe((1725n * ONE) / 100n);
});

test('other currencies are in no sum of dollars', () => {
  expect(otherCurrencies(LINES)).toEqual(new Map([['eur', 4n * ONE]]));
  expect(daysOfLines(LINES).get('2026-03-02')!.billed).toBe(6n * ONE + 1n);
});

test('what has no price is named once, with its units and days', () => {
  expect(unpricedOf(LINES)).toEqual([{ model: 'gpt-a', tier: 'standard', meter: 'input', units: 9n * ONE, days: 2 }]);
});

test('thin steps are drawn larger, and the picture says so', () => {
  expect(axisOf(barsOf(bridgeOf([line('2026-03-01', '100', '99', { cause: 'unknown' })])))).toEqual({ least: 98, most: 100, isCut: true });
  expect(axisOf(barsOf(bridgeOf([line('2026-03-01', '100', '50', { cause: 'unknown' })])))).toEqual({ least: 0, most: 100, isCut: false });
});

test('a side that was not read is a dash, never zero; a day without lines says so', () => {
  shown(<BillDays from="2026-03-03" to="2026-03-05" days={daysOfLines(LINES)} addressOfDay={(day) => `/explore?day=${day}`} />);
  const cells = (day: string) => [...document.querySelectorAll(`[data-bill-day="${day}"] td`)].slice(0, 3).map((cell) => cell.textContent);
  expect(cells('2026-03-03')).toEqual(['$7.00', '—', '—']);
  expect(cells('2026-03-04')).toEqual(['—', '$3.00', '—']);
  expect(cells('2026-03-05')).toEqual(['—', '—', '—']);
  expect(screen.getByText('· nothing to compare')).toBeTruthy();
});

test('files hold the tables with every digit, and nothing for what is unknown', () => {
  expect(asCsv(bridgeRecords(bridgeOf(LINES))).split('\r\n').slice(0, 4)).toEqual(['step,usd,lines', 'priced,17.7500005,', 'unpriced_model,2,1', 'price_differs,-0.249999999999,2']);
  expect(asCsv(dayRecords('2026-03-02', '2026-03-03', daysOfLines(LINES))).split('\r\n')[1]).toBe('2026-03-03,7,,,explained,');
});

test('a month is chosen as far as it has come', () => {
  expect(daysOfMonth('2026-02', '2026-03-05')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  expect(daysOfMonth('2026-03', '2026-03-05')).toEqual({ from: '2026-03-01', to: '2026-03-05' });
  expect([daysOfMonth('2026-04', '2026-03-05'), daysOfMonth('', '2026-03-05'), daysOfMonth('2026-13', '2027-03-05')]).toEqual([null, null, null]);
  expect(monthOf('2026-11-02', '2026-12-01')).toBe('2026-11');
  expect(billCauseText('brand_new')).toBe('brand new');
});

const ME = { by: 'this_machine', role: 'viewer', account: null, sources: null, csrf_token: null, ends_at: null } as const;
const BUDGET = {
  name: 'all', source: 'openai', period: 'month', limit_usd: '100', warn_percent: 80, project_id: null, model: null, set_by: 'ann', set_at: '2026-03-01T00:00:00Z',
  spent: { period: '2026-03', known_usd: '80', is_whole: true, days_billed: 3, days_priced: 0, days_unknown: 0 },
};
const STATEMENT = {
  month: '2026-03', rules_revision: 4, complete: false, bill: [{ currency: 'usd', amount: '21' }],
  sums: [{ business_unit: 'Product', cost_centre: 'CC-1', currency: 'usd', amount: '20' }, { business_unit: null, cost_centre: null, currency: 'usd', amount: '1' }],
  days_missing: ['2026-03-09'], days_open: [], days_clipped: [], rows_without_amount: 2,
  not_applied: [{ date: '2026-03-10', dimension: 'api_key_id', reason: 'costs are not split by it' }],
};

function page() {
  const parameters = new URLSearchParams(window.location.search);
  return <MoneyPage me={{ ...ME }} source={undefined} range={rangeOf(parameters)} segments={[]} parameters={parameters} />;
}

// The lines are no JSON document: they are given as the text they are.
function answeringLines(text: string | number): void {
  answering({ '/api/v1/budgets': { budgets: [BUDGET] }, '/api/v1/allocation/statement': STATEMENT });
  const others = globalThis.fetch;
  vi.stubGlobal('fetch', (address: string) => {
    if (!address.startsWith('/api/v1/reconciliation')) return others(address);
    const isText = typeof text === 'string';
    return Promise.resolve(new Response(isText ? text : JSON.stringify({ code: 'usage', detail: `refused with ${text}` }), { status: isText ? 200 : text }));
  });
}

beforeEach(() => window.history.replaceState(null, '', '/money?from=2026-03-01&to=2026-03-31'));

test('the page shows the bridge, whose money it was with its gaps, and which threshold is crossed', async () => {
  answeringLines(LINES.map((one) => `${JSON.stringify(one)}\n`).join(''));
  shown(page());
  await screen.findByText('Reproduced by prices');
  expect(document.querySelector('[data-figure="billed"] [data-exact]')!.getAttribute('data-exact')).toBe('20.000000000001');
  expect(document.querySelector('[data-step="rounding"] [data-exact]')!.getAttribute('data-exact')).toBe('-0.0000005');
  expect(await screen.findByText('80 % crossed')).toBeTruthy();
  expect(await screen.findByText('Mon 9 Mar 2026 is not held')).toBeTruthy();
  expect(screen.getByText('2 billed rows have no amount and are in no sum')).toBeTruthy();
  expect(screen.getByText('Tue 10 Mar 2026: the rules of api_key_id were not applied: costs are not split by it')).toBeTruthy();
});

test('nothing to compare says what to do; a refusal is told in the service’s words', async () => {
  answeringLines('');
  const { unmount } = shown(page());
  await screen.findByText('Nothing to compare in 1–31 Mar 2026');
  unmount();
  answeringLines(400);
  shown(page());
  expect((await screen.findByRole('alert')).textContent).toContain('refused with 400');
});

import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';

import { shown } from '../test_query';
import { billCauseText } from './bill_words';
import { BillDays } from './bill_days';
import { bridgeOf, newestDays } from './bridge';
import { axisOf, barsOf } from './bridge_chart';
import { BridgeTable } from './bridge_table';
import type { Bill, BillDay } from './money_documents';
import { monthOf } from './money_page';

const ONE = 10n ** 12n;
const day = (date: string, billed: string | null, priced: string | null, causes: BillDay['causes'] = []): BillDay => ({
  date, verdict: 'explained', billed_usd: billed, priced_usd: priced, priced_whole: true, causes,
});
const cause = (name: string, difference: string, lines = 1) => ({ cause: name, usd: difference, difference_usd: difference, lines });
const DAYS = [
  day('2026-03-01', '10', '8', [cause('unknown', '0.5'), cause('unpriced_model', '1.5', 2)]),
  day('2026-03-02', '5', '5.25', [cause('price_differs', '-0.25')]),
  day('2026-03-03', '7', null),
  day('2026-03-04', null, '3'),
];

test('the steps lead from the priced usage to the bill, to the last digit', () => {
  const bridge = bridgeOf(DAYS);
  expect(bridge.billed).toBe(15n * ONE);
  expect(bridge.priced).toBe((1325n * ONE) / 100n);
  expect(bridge.steps.map((step) => step.cause)).toEqual(['unpriced_model', 'price_differs', 'unknown']);
  expect(bridge.steps.reduce((sum, step) => sum + step.difference, bridge.priced)).toBe(bridge.billed);
  expect(bridge.compared).toBe(2);
  expect(bridge.onlyBilled).toBe(7n * ONE);
});

test('a day is as the newest check saw it', () => {
  const bill = (days: BillDay[]): Bill => ({ verdict: 'exact', source: 'openai', from: '2026-03-01', to: '2026-03-04', days, unpriced: [], other_currencies: [] });
  const found = newestDays([{ run: 9, bill: bill([DAYS[0]!]) }, { run: 4, bill: bill([day('2026-03-01', '1', '1'), DAYS[1]!]) }], '2026-03-01', '2026-03-31');
  expect(found.get('2026-03-01')).toEqual({ day: DAYS[0], run: 9 });
  expect(found.get('2026-03-02')?.run).toBe(4);
});

test('thin steps are drawn larger, and the picture says so', () => {
  const bars = barsOf(bridgeOf([day('2026-03-01', '100', '99', [cause('unknown', '1')])]));
  expect(axisOf(bars)).toEqual({ least: 98, most: 100, isCut: true });
  expect(axisOf(barsOf(bridgeOf([day('2026-03-01', '100', '50', [cause('unknown', '50')])])))).toEqual({ least: 0, most: 100, isCut: false });
});

test('every amount has its exact value, and what is unknown is a dash', () => {
  shown(<BridgeTable bridge={bridgeOf(DAYS)} />);
  expect(document.querySelector('[data-step="billed"] [data-exact]')!.getAttribute('data-exact')).toBe('15');
  expect(document.querySelector('[data-step="price_differs"] [data-exact]')!.getAttribute('data-exact')).toBe('-0.25');
});

test('a day that was not compared says so', () => {
  shown(<BillDays from="2026-03-03" to="2026-03-05" days={newestDays([{ run: 1, bill: { days: DAYS } as Bill }], '2026-03-03', '2026-03-05')} addressOfRun={(run) => `/run/${run}`} />);
  expect(screen.getByText('· not compared')).toBeTruthy();
  const cells = [...document.querySelectorAll('[data-bill-day="2026-03-03"] td')].slice(0, 3).map((cell) => cell.textContent);
  expect(cells).toEqual(['$7.00', '—', '—']);
});

test('the month is the one that most days are of, and every cause has words', () => {
  expect(monthOf('2026-11-02', '2026-12-01')).toBe('2026-11');
  expect(billCauseText('brand_new')).toBe('brand new');
});

import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';

import type { Me } from '../api/documents';
import { rangeOf } from '../state/range';
import { answering, shown } from '../test_query';
import ExplorePage from './explore_page';

const ME: Me = { by: 'this_machine', role: 'viewer', account: null, sources: null, csrf_token: null, ends_at: null };
const DAYS = ['2026-03-01', '2026-03-02'];
const USAGE = {
  source: 'openai', surface: 'completions', group_by: ['model'], partial: [], not_grouped: {}, windows: 1, windows_missing: 1, windows_pruned: 0,
  rows: [{ day: DAYS[0], model: 'gpt-5', num_model_requests: 1234, input_tokens: 10, input_cached_tokens: null, output_tokens: 0 }],
  totals: { num_model_requests: 1234, input_tokens: 10, input_cached_tokens: null, output_tokens: 0 }, names: {},
};
const ANSWERS = {
  '/api/v1/sources': { sources: [{ name: 'openai', provider: 'openai', project_ids: [], streams: [{ surface: 'completions', windows: 1 }] }] },
  '/api/v1/windows': {
    surface: 'completions',
    days: [
      { date: DAYS[0], state: 'settled', grain: ['model'], rows: 1 },
      { date: DAYS[1], state: 'missing', grain: null, rows: null },
    ],
  },
  '/api/v1/usage': USAGE,
  '/api/v1/costs': { ...USAGE, surface: 'costs', rows: [], totals: { amount_value: null } },
  '/api/v1/parity': { parity: [] },
};

function page() {
  const parameters = new URLSearchParams(window.location.search);
  return <ExplorePage me={ME} source={undefined} range={rangeOf(parameters)} segments={[]} parameters={parameters} />;
}

beforeEach(() => window.history.replaceState(null, '', `/explore?from=${DAYS[0]}&to=${DAYS[1]}`));

test('what is unknown is a dash, what is zero a zero, what was not read is said', async () => {
  answering(ANSWERS);
  shown(page());
  await screen.findByRole('region', { name: 'The same as a table' });
  await screen.findByRole('button', { name: 'Sun 1 Mar 2026: 1,234 requests' });
  expect(screen.getByRole('button', { name: 'Mon 2 Mar 2026: not read' })).toBeTruthy();
  expect(screen.getByText('1 day was not read: totals lack it')).toBeTruthy();
  const row = document.querySelector('tr[data-series]')!;
  expect([...row.querySelectorAll('[data-exact]')].map((one) => one.textContent)).toEqual(['1,234', '10', '—', '0']);
  expect(screen.getByText('costs were not read')).toBeTruthy();
});

test('a click changes the address, and nothing but the address', async () => {
  answering(ANSWERS);
  shown(page());
  await userEvent.click(await screen.findByRole('button', { name: 'Output' }));
  expect(new URLSearchParams(window.location.search).get('metric')).toBe('output');
});

test('a ledger that holds nothing says what to do', async () => {
  answering({ ...ANSWERS, '/api/v1/sources': { sources: [] } });
  shown(page());
  await screen.findByText('Nothing is held yet');
});

test('a refusal is told in the service’s words, and can be asked again', async () => {
  answering({ ...ANSWERS, '/api/v1/usage': 400 });
  shown(page());
  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('refused with 400'));
  expect(screen.getByRole('button', { name: 'Ask again' })).toBeTruthy();
});

import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';

import { answering, shown } from '../test_query';
import { paceOf } from './live_bar';
import { SURFACE_NAMES } from './run_words';
import { orderOf, StartRun } from './start_run';

function form(values: [string, string][]): FormData {
  const data = new FormData();
  for (const [name, value] of values) data.append(name, value);
  return data;
}

test('an order says what was chosen, and nothing else', () => {
  const all = SURFACE_NAMES.map((name): [string, string] => ['surface', name]);
  expect(orderOf(form([['days-kind', 'new'], ...all]), SURFACE_NAMES)).toEqual({});
  expect(orderOf(form([['days-kind', 'last'], ['days', '7'], ['surface', 'costs'], ['label', ' again ']]), SURFACE_NAMES)).toEqual({ days: 7, surface: 'costs', label: 'again' });
  expect(orderOf(form([['days-kind', 'range'], ['from', '2026-03-01'], ['to', '2026-03-04'], ['source', 'acme'], ...all]), SURFACE_NAMES)).toEqual({
    source: 'acme', from: '2026-03-01', to: '2026-03-04',
  });
});

test('nothing is sent without a surface', async () => {
  const asked = answering({});
  shown(<StartRun sources={[]} source={undefined} parameters={new URLSearchParams()} />);
  await userEvent.click(screen.getByRole('button', { name: 'Start a run' }));
  await userEvent.click(screen.getByText('What of it: all surfaces'));
  await userEvent.click(screen.getByRole('button', { name: 'none' }));
  await userEvent.click(screen.getByRole('button', { name: 'Start' }));
  expect(screen.getByRole('alert').textContent).toBe('✕ choose at least one surface');
  expect(asked).toEqual([]);
});

test('a speed is told once it means something', () => {
  const progress = {
    windows_done: 10, windows_total: 40, windows_changed: 10, windows_unchanged: 0, windows_parked: 0, rows_read: 500, rows_written: 500, requests: 3,
    surface: 'completions', day: '2026-03-10',
  };
  const live = { head: null, progress, issues: [], end: null, connection: 'open' } as unknown as Parameters<typeof paceOf>[0];
  const start = '2026-03-01T00:00:00Z';
  expect(paceOf(live, start, Date.parse(start) + 20_000)).toEqual({ elapsed: 20, rowsPerSecond: 25, secondsLeft: 60 });
  expect(paceOf(live, start, Date.parse(start) + 1_000)).toEqual({ elapsed: 1, rowsPerSecond: null, secondsLeft: null });
});

import { expect, test } from 'vitest';

import { rangeOf, stepped } from './range';

const NOW = '2026-11-30';

test('days from the address, or the last thirty', () => {
  expect(rangeOf(new URLSearchParams('from=2026-03-01&to=2026-03-31'), NOW)).toEqual({ from: '2026-03-01', to: '2026-03-31', preset: null });
  expect(rangeOf(new URLSearchParams(''), NOW)).toEqual({ from: '2026-11-01', to: NOW, preset: '30d' });
  expect(rangeOf(new URLSearchParams('from=2026-03-31&to=2026-03-01'), NOW).preset).toBe('30d');
  expect(rangeOf(new URLSearchParams('range=last-month'), NOW)).toMatchObject({ from: '2026-10-01', to: '2026-10-31' });
});

test('a month steps by months, anything else by its own length', () => {
  expect(stepped({ from: '2026-03-01', to: '2026-03-31' }, -1)).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  expect(stepped({ from: '2026-03-05', to: '2026-03-11' }, 1)).toEqual({ from: '2026-03-12', to: '2026-03-18' });
});

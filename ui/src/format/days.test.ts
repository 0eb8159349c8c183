import { expect, test } from 'vitest';

import { addDays, agoText, daysOf, isDay, lastOfMonth, longDay, rangeText } from './days';

test('days are UTC whatever the machine is set to', () => {
  process.env.TZ = 'America/New_York';
  expect(longDay('2025-09-01')).toBe('Mon 1 Sep 2025');
  expect(addDays('2026-03-08', 1)).toBe('2026-03-09');
  expect(daysOf('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  expect(lastOfMonth('2028-02-03')).toBe('2028-02-29');
});

test('what is no day is refused', () => {
  expect(isDay('2026-02-30')).toBe(false);
  expect(isDay('2026-2-3')).toBe(false);
  expect(isDay('2026-02-28')).toBe(true);
});

test('ranges are as short as they can be', () => {
  expect(rangeText('2026-11-01', '2026-11-30')).toBe('1–30 Nov 2026');
  expect(rangeText('2026-10-20', '2026-11-03')).toBe('20 Oct – 3 Nov 2026');
  expect(rangeText('2025-12-20', '2026-01-03')).toBe('20 Dec 2025 – 3 Jan 2026');
});

test('ages', () => {
  const now = Date.parse('2026-11-30T12:00:00Z');
  expect(agoText('2026-11-30T11:46:10Z', now)).toBe('13 min ago');
  expect(agoText('2026-11-29T11:46:10Z', now)).toBe('24 h ago');
  expect(agoText('2026-11-20T11:46:10Z', now)).toBe('10 days ago');
});

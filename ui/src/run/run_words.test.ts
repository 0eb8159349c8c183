import { expect, test } from 'vitest';

import { durationText, lastedText, outcomeOf, SURFACE_NAMES, surfaceStateOf, untilText } from './run_words';

test('durations read as people say them', () => {
  expect([0.42, 9.96, 38, 60, 250, 3600, 7500, 180_000].map(durationText)).toEqual([
    '0.4 s', '10 s', '38 s', '1 min', '4 min 10 s', '1 h', '2 h 5 min', '2 d 2 h',
  ]);
});

test('how long a run lasted is unknown as long as it lasts', () => {
  expect(lastedText({ started_at: '2026-03-01T00:00:00Z', finished_at: null })).toBe('—');
  expect(lastedText({ started_at: '2026-03-01T00:00:00Z', finished_at: '2026-03-01T00:00:00Z' })).toBe('< 1 s');
  expect(lastedText({ started_at: '2026-03-01T00:00:00Z', finished_at: '2026-03-01T00:02:05Z' })).toBe('2 min 5 s');
});

test('done is not proven, and each outcome has a shape of its own', () => {
  expect(outcomeOf({ verb: 'parity', outcome: 'ok', exit_code: 1 }).text).toBe('✓· done, not proven');
  const texts = (['ok', 'failed', 'interrupted', 'running'] as const).map((outcome) => outcomeOf({ verb: 'ingest', outcome, exit_code: 0 }).text);
  expect(texts).toEqual(['✓ done', '✕ failed', '○ interrupted', '◔ running']);
});

test('the time until something is never behind', () => {
  const now = Date.parse('2026-03-01T00:00:30Z');
  expect(untilText('2026-03-01T00:00:00Z', now)).toBe('now');
  expect(untilText('2026-03-01T03:01:00Z', now)).toBe('in 3 h');
});

test('a surface that is not known has a state that says so', () => {
  expect(SURFACE_NAMES).toHaveLength(13);
  expect(surfaceStateOf('refused').text).toBe('○ not allowed to the key');
  expect(surfaceStateOf(null).text).toBe('—');
});

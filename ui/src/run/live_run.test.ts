import { expect, test } from 'vitest';

import { paceOf } from './live_bar';
import { type LiveRun, liveAfter, NOTHING_YET, type RunProgress } from './live_run';

const PROGRESS = { windows_done: 10, windows_total: 40, rows_read: 500, requests: 3, surface: 'costs', day: '2026-03-05' } as RunProgress;
const ISSUE = { code: 'window_parked', where: '2026-03-05', detail: 'x', count: 1 };

test('a lost connection keeps what was shown, and the next event takes it up again', () => {
  const shown = liveAfter(NOTHING_YET, { kind: 'progress', value: PROGRESS });
  const lost = liveAfter(shown, { kind: 'lost' });
  expect(lost).toEqual({ ...shown, connection: 'lost' });
  expect(liveAfter(lost, { kind: 'progress', value: PROGRESS }).connection).toBe('open');
});

test('a connection that begins anew does not tell issues twice', () => {
  const told = liveAfter(NOTHING_YET, { kind: 'issue', value: ISSUE });
  const again = liveAfter(liveAfter(told, { kind: 'anew' }), { kind: 'issue', value: ISSUE });
  expect(again.issues).toEqual([ISSUE]);
});

test('speed and time left are unknown until they mean something', () => {
  const start = '2026-11-30T12:00:00Z';
  const live: LiveRun = { ...NOTHING_YET, progress: PROGRESS };
  expect(paceOf(live, start, Date.parse(start) + 1_000).secondsLeft).toBeNull();
  expect(paceOf(live, start, Date.parse(start) + 10_000)).toEqual({ elapsed: 10, rowsPerSecond: 50, secondsLeft: 30 });
});

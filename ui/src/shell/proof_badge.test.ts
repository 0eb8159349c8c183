import { expect, test } from 'vitest';

import type { ParityDocument, ParityEntry } from '../api/documents';
import { entriesOf, proofOf } from './proof';
import { proofText } from './proof_badge';

test('the worst day speaks', () => {
  expect(proofText({ exact: 28, variance: 1, incomplete: 1 }, 30)).toEqual({ verdict: 'variance', text: '1 day differs' });
  expect(proofText({ exact: 28, incomplete: 2 }, 30)).toEqual({ verdict: 'incomplete', text: '2 days not read' });
  expect(proofText({ exact: 28 }, 30)).toEqual({ verdict: 'exact', text: '28 of 30 days proven' });
  expect(proofText({ exact: 29, explained: 1 }, 30)).toEqual({ verdict: 'explained', text: 'all days explained' });
  expect(proofText({ exact: 30 }, 30)).toEqual({ verdict: 'exact', text: 'all days exact' });
  expect(proofText({}, 30)).toEqual({ verdict: 'unproven', text: 'not proven yet' });
});

test('the newest comparison of a day counts', () => {
  const entry = (run: number): ParityEntry => ({ run, at: '' }) as ParityEntry;
  const document = (date: string, verdict: string): ParityDocument => ({ days: [{ date, verdict, cause: null, ledger_state: 'settled' }] }) as unknown as ParityDocument;
  const days = proofOf([entry(9), entry(5), entry(4)], [document('2026-03-01', 'exact'), document('2026-03-01', 'variance'), undefined]);
  expect(days.get('2026-03-01')).toMatchObject({ verdict: 'exact', run: 9 });
});

test('days that were left out of a comparison take nothing from those that were not', () => {
  const runsOf = (...scopes: string[]): number[] => entriesOf(
    scopes.map((scope, i) => ({ run: i, scope, source: 'openai', from: '2026-03-01', to: '2026-03-31' }) as ParityEntry),
    'openai', { from: '2026-03-05', to: '2026-03-05' },
  ).map((one) => one.run);
  expect(runsOf('', 'from 2026-03-01 to 2026-03-31 only', 'on 2026-05-02 only')).toEqual([2, 1, 0]);
  expect(runsOf(
    'on model only', 'on sums of days only', 'within batch = true', 'within project_id = p, on 2026-05-02 only',
    'on model only, from 2026-03-01 to 2026-03-31 only', 'within model = x, from 2026-03-01 to 2026-03-31 only',
  )).toEqual([]);
});

import { expect, test } from 'vitest';

import type { ParityDocument, ParityEntry } from '../api/documents';
import { proofOf } from './proof';
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

// What Money asks: usage and bill line by line, and a month by business unit.
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { get, getLines } from '../api/client';
import type { Day } from '../format/days';
import './money_documents';
import type { Line } from './reconciled';

// As the ledger and the price book are now.
export function useLines(source: string | undefined, range: { from: Day; to: Day }) {
  const query = { source, from: range.from, to: range.to, format: 'jsonl' };
  return useQuery({
    queryKey: ['reconciliation', query],
    queryFn: async ({ signal }) => (await getLines('/api/v1/reconciliation', query, signal)) as Line[],
    placeholderData: keepPreviousData,
  });
}

export function useStatement(month: string, source: string | undefined) {
  return useQuery({
    queryKey: ['statement', month, source],
    queryFn: () => get('/api/v1/allocation/statement', { month, source }),
  });
}

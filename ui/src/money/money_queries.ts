// What Money asks: the newest checks of the bill, and a month by business unit.
import { useQueries, useQuery } from '@tanstack/react-query';

import { get } from '../api/client';
import { useRuns } from '../run/run_queries';
import type { Bill } from './money_documents';

const MOST_CHECKS = 12;

export interface Bills {
  bills: { run: number; bill: Bill }[]; // From the newest on.
  isPending: boolean;
  error: unknown;
}

export function useBills(source: string | undefined): Bills {
  const runs = useRuns({ source, verb: 'parity costs', cursor: undefined });
  const ids = (runs.data?.runs ?? []).filter((run) => run.outcome === 'ok').slice(0, MOST_CHECKS).map((run) => run.id);
  const found = useQueries({
    queries: ids.map((run) => ({
      queryKey: ['bill', run],
      queryFn: () => get('/api/v1/bill/{run}', undefined, { segments: { run } }),
      staleTime: Infinity,
    })),
  });
  return {
    bills: found.flatMap((one, i) => (one.data === undefined ? [] : [{ run: ids[i]!, bill: one.data }])),
    isPending: runs.isPending || found.some((one) => one.isPending),
    error: runs.error ?? found.find((one) => one.error !== null)?.error ?? null,
  };
}

export function useStatement(month: string, source: string | undefined) {
  return useQuery({
    queryKey: ['statement', month, source],
    queryFn: () => get('/api/v1/allocation/statement', { month, source }),
  });
}

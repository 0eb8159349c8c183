// What Settings asks of people, tokens, the audit log, alerts and the service.
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { get, Problem } from '../api/client';

export const ENTRIES_A_PAGE = 25;
export const ALERTS_A_PAGE = 25;
const A_MINUTE = 60_000;

export function useAccounts(enabled = true) {
  return useQuery({ queryKey: ['accounts'], queryFn: async () => (await get('/api/v1/accounts')).accounts, enabled });
}

export function useSessions() {
  return useQuery({ queryKey: ['sessions'], queryFn: async () => (await get('/api/v1/sessions')).sessions });
}

export function useTokens() {
  return useQuery({ queryKey: ['tokens'], queryFn: async () => (await get('/api/v1/tokens')).tokens });
}

// One page, newest first: the newest, or those before the entry `before`.
export function useAudit(before: number | null) {
  return useQuery({
    queryKey: ['audit', before],
    queryFn: async ({ signal }) => {
      const after = before === null ? undefined : Math.max(0, before - ENTRIES_A_PAGE - 1);
      const limit = before === null ? ENTRIES_A_PAGE : before - 1 - (after ?? 0);
      return [...(await get('/api/v1/audit', { after, limit }, { signal })).entries].reverse();
    },
    placeholderData: keepPreviousData,
  });
}

export function useAuditVerdict() {
  return useQuery({ queryKey: ['audit', 'verification'], queryFn: () => get('/api/v1/audit/verification') });
}

export function useAlerts() {
  return useQuery({ queryKey: ['alerts'], queryFn: async () => (await get('/api/v1/alerts')).alerts, refetchInterval: A_MINUTE });
}

export function useAlertHistory(cursor: string | undefined) {
  return useQuery({
    queryKey: ['alerts', 'history', cursor],
    queryFn: () => get('/api/v1/alerts/history', { limit: ALERTS_A_PAGE, cursor }),
    placeholderData: keepPreviousData,
  });
}

export function useBudgets() {
  return useQuery({ queryKey: ['budgets'], queryFn: async () => (await get('/api/v1/budgets')).budgets });
}

export function useSettings(enabled: boolean) {
  return useQuery({ queryKey: ['settings'], queryFn: async () => (await get('/api/v1/settings')).settings, enabled });
}

export function useVersion() {
  return useQuery({ queryKey: ['version'], queryFn: async () => (await get('/api/v1/version')).version });
}

export interface Readiness {
  status: string;
  checks: Record<string, string>;
}

// A service that is not ready says so with a 503, which is an answer.
async function readiness(): Promise<Readiness> {
  let response: Response;
  try {
    response = await fetch('/readyz', { credentials: 'same-origin' });
  } catch {
    throw new Problem(0, 'offline', 'the service does not answer');
  }
  return (await response.json()) as Readiness;
}

export function useReadiness() {
  return useQuery({ queryKey: ['readyz'], queryFn: readiness, refetchInterval: A_MINUTE });
}

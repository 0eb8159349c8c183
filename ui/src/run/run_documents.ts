// The documents of runs, the schedule, flags and keys: what the page reads of each (docs/JSON.md).
import type { Cursor } from '../api/documents';
import type { Day } from '../format/days';

export interface RunCounters {
  rows_read: number;
  rows_written: number;
  windows_changed: number;
  windows_unchanged: number;
  windows_parked: number;
  requests: number;
  waits_ms: number;
  throttled: number;
  retries: number;
}

export interface RunIssue {
  code: string;
  where: string;
  detail: string;
  count: number;
}

export interface RunSurface extends RunCounters {
  surface: string;
  state: string | null;
}

export interface RunChunk extends RunCounters {
  number: number;
  surface: string;
  start: Day;
  end: Day;
  done: boolean;
}

export interface Run extends RunCounters {
  id: number;
  verb: string;
  label: string;
  source: string;
  started_at: string;
  finished_at: string | null;
  outcome: 'ok' | 'failed' | 'interrupted' | 'running';
  exit_code: number;
  message: string;
  asked_with: string | null;
  surfaces: RunSurface[];
  chunks: RunChunk[];
  issues: RunIssue[];
}

export interface Runs {
  runs: Run[];
  next?: string | null;
}

export interface StartedRun {
  run: number;
}

export interface Slot {
  job: string;
  slot: string;
  attempt: number;
  state: 'running' | 'ok' | 'variance' | 'failed';
  missed: number;
  holder: string;
  claimed_at: string;
  expires_at: string;
  finished_at: string | null;
  retry_at: string | null;
  exit_code: number | null;
  run_id: number | null;
  message: string;
}

export interface Job {
  job: string;
  jitter_seconds: number | null;
  next_at: string | null;
  is_due: boolean;
  last: Slot | null;
}

export interface Schedule {
  schedule: string | null;
  most_jitter_seconds: number;
  jobs: Job[];
  slots: Slot[];
}

export interface FlagValue {
  on: boolean;
  from: 'source' | 'everywhere' | 'environment' | 'built_in';
  since: string | null;
  by: string | null;
  reason: string | null;
  parity_run: number | null;
}

export interface FlagScope {
  source: string | null;
  value: FlagValue;
}

export interface Flag {
  name: string;
  text: string;
  default: FlagValue;
  scopes: FlagScope[];
}

export interface FlagEntry {
  id: number;
  flag: string;
  source: string | null;
  setting: 'on' | 'off' | 'default';
  reason: string;
  by: string;
  at: string;
  parity_run: number | null;
  run: number;
}

export type KeyState = 'active' | 'spare' | 'auth_failed' | 'disabled' | 'revoked';

export interface ProviderKey {
  id: number;
  source: string;
  provider: string;
  label: string;
  state: KeyState;
  since: string;
  reason: string | null;
  last_four: string | null;
  version: number;
  kek_id: string | null;
  organisation: string | null;
  projects: number;
  added_at: string;
  added_by: string;
  used_at: string | null;
  checked_at: string | null;
}

export interface KeyFindings {
  organisation: string | null;
  projects: number;
  may_read_usage: boolean;
  surfaces: { surface: string; state: string | null; why: string | null }[];
  beyond_usage: string[];
}

export interface KeyChange {
  key: ProviderKey;
  changed: boolean;
  successor: ProviderKey | null;
  kinship: 'first' | 'same' | 'unknown' | null;
  findings: KeyFindings | null;
}

export interface KeyCheck {
  key: ProviderKey;
  usable: boolean;
  error: string | null;
  findings: KeyFindings | null;
  successor: ProviderKey | null;
}

export type CursorWithResets = Cursor & { reset: number };

declare module '../api/documents' {
  interface Documents {
    '/api/v1/runs': Runs;
    '/api/v1/runs/{ID}': Runs;
    '/api/v1/schedule': Schedule;
    '/api/v1/flags': { flags: Flag[] };
    '/api/v1/flags/history': { entries: FlagEntry[] };
    '/api/v1/keys': { keys: ProviderKey[] };
  }
}

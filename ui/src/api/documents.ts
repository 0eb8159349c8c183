// The service's documents, as docs/JSON.md tells them: what the page reads of each. Paths, parameters
// and bodies come from openapi.json (schema.ts).
import type { Figure } from '../format/decimal';
import type { Day } from '../format/days';

export type Role = 'viewer' | 'operator' | 'admin' | 'owner';

export interface Me {
  by: string; // session, token, api_token, this_machine
  role: Role;
  account: { name: string; role: Role } | null;
  sources: string[] | null;
  csrf_token: string | null;
  ends_at: string | null;
}

export interface ReportRow {
  [name: string]: Figure;
}

export interface UsageReport {
  source: string;
  surface: string;
  from: Day | null;
  to: Day | null;
  group_by: string[];
  filters: string[];
  rows: ReportRow[];
  totals: ReportRow;
  partial: string[];
  windows: number;
  windows_missing: number;
  windows_pruned: number;
  pruned_metrics: string[];
  not_grouped: Record<string, number>;
  names?: Record<string, Record<string, string>>;
}

export interface Attempt {
  outcome: 'ok' | 'parked' | 'empty_unconfirmed' | 'reset';
  reason: string;
  at: string;
  run: number;
}

export interface WindowDay {
  date: Day;
  state: 'settled' | 'provisional' | 'open' | 'pruned' | 'missing';
  rows: number | null;
  pruned: boolean | null;
  totals: ReportRow | null;
  origin: string | null;
  grain: string[] | null;
  clipped: boolean | null;
  revision: number | null;
  content_since: string | null;
  read_at: string | null;
  content_hash: string | null;
  attempt: Attempt | null;
}

export interface WindowVersion extends Omit<WindowDay, 'date' | 'state' | 'attempt'> {
  until_revision: number | null;
  recorded_at: string;
  run: number;
}

export interface Windows {
  source: string;
  surface: string;
  days: WindowDay[];
  surface_state?: string | null;
  other_surfaces?: { surface: string; state: string | null }[];
  cursor?: Cursor | null;
  history?: WindowVersion[];
}

export interface Cursor {
  name: string;
  surface: string;
  surface_state: string | null;
  history_start: Day | null;
  next: Day | null;
  last: Day | null;
  lag_seconds: number | null;
  held: number;
  gaps: number;
  parked: number;
  unsettled: number;
}

export interface Cursors {
  source: string;
  as_of: string;
  cursors: Cursor[];
}

export interface SourceStream {
  surface: string;
  width: string;
  pass: string;
  surface_state: string | null;
  history_start: Day | null;
  windows: number;
  from: Day | null;
  to: Day | null;
  grain_fallen_back_to: string[] | null;
}

export interface Source {
  name: string;
  provider: string;
  project_ids: string[];
  streams: SourceStream[];
}

export type Verdict = 'exact' | 'explained' | 'incomplete' | 'variance';

export interface ParityEntry {
  run: number;
  at: string;
  source: string;
  from: Day;
  to: Day;
  verdict: Verdict;
  scope: string;
  differences_total: number;
  signed_by: string;
  signed_at: string | null;
  note: string;
}

export interface ParityDay {
  date: Day;
  verdict: Verdict;
  cause: string | null;
  ledger_state: string;
  ledger_origin: string;
  ledger_hash: string | null;
  self: boolean;
  csv: ReportRow | null;
  ledger: ReportRow | null;
}

export interface ParityDifference {
  date: Day;
  kind: 'missing_in_ledger' | 'missing_in_csv' | 'mismatch';
  dimensions: Record<string, string | null>;
  metrics: Record<string, { csv: Figure; ledger: Figure; delta: Figure }>;
  cause: string | null;
  at: { file: string; line: number }[];
}

export interface ParityFile {
  name: string;
  sha256: string;
  kind: string;
  rows: number;
  blank_days: number;
}

export interface ParityDocument {
  verdict: Verdict;
  surface: string;
  source: string;
  from: Day;
  to: Day;
  dimensions: string[];
  dropped: Record<string, string>;
  not_compared: string[];
  totals: { csv: ReportRow; ledger: ReportRow; delta: ReportRow };
  days: ParityDay[];
  differences_total: number;
  differences: ParityDifference[];
  files: ParityFile[];
  notes: string[];
}

export interface NameRecord {
  kind: string;
  id: string;
  name: string | null;
  listed: boolean;
}

// What a GET of each path answers. A page that asks another path adds it here.
export interface Documents {
  '/api/v1/me': Me;
  '/api/v1/sources': { sources: Source[] };
  '/api/v1/usage': UsageReport;
  '/api/v1/costs': UsageReport;
  '/api/v1/windows': Windows;
  '/api/v1/cursors': Cursors;
  '/api/v1/parity': { parity: ParityEntry[]; next?: string | null };
  '/api/v1/parity/{ID}': ParityDocument;
  '/api/v1/names': { source: string; names: NameRecord[]; left_out: number };
}

// The documents of people, tokens, the audit log, alerts and the service: what the page reads of each (docs/JSON.md).
import type { Role } from '../api/documents';
import type { Figure } from '../format/decimal';

export interface Account {
  name: string;
  role: Role;
  state: 'active' | 'disabled' | 'invited';
  created_at: string;
  last_login_at: string | null;
}

export interface AccountLink {
  account: Account;
  setup_token: string;
  setup_expires_at: string;
}

export interface Session {
  id: number;
  created_at: string;
  used_at: string;
  ends_at: string;
  address: string;
  current: boolean;
}

export interface ApiToken {
  id: number;
  name: string;
  account: string;
  role: Role;
  sources: string[] | null;
  created_at: string;
  expires_at: string | null;
  used_at: string | null;
  expired: boolean;
}

export interface NewToken extends ApiToken {
  token: string;
}

export interface AuditEntry {
  id: number;
  at: string;
  actor: string;
  address: string;
  action: string;
  target: string;
  detail: string;
  outcome: 'done' | 'refused' | 'begun' | 'failed';
  hash: string;
}

export interface AuditVerdict {
  intact: boolean;
  entries: number;
  head: string;
  faults: string[];
}

export interface Delivery {
  target: string;
  event: 'open' | 'over';
  ordered_at: string;
  delivered_at: string | null;
  tries: number;
  next_try: string | null;
  error: string;
}

export interface Alert {
  id: number;
  rule: string;
  severity: 'warning' | 'critical';
  source: string;
  subject: string;
  period: string;
  text: string;
  since: string;
  last_seen: string;
  over_at: string | null;
  deliveries: Delivery[];
}

export interface Spent {
  period: string;
  known_usd: Figure;
  is_whole: boolean;
  days_billed: number;
  days_priced: number;
  days_unknown: number;
}

export interface Budget {
  name: string;
  source: string;
  period: 'day' | 'week' | 'month';
  limit_usd: Figure;
  warn_percent: number;
  project_id: string | null;
  model: string | null;
  set_by: string;
  set_at: string;
  spent: Spent;
}

export interface Setting {
  name: string;
  value: string | null;
  origin: string;
  description: string;
}

declare module '../api/documents' {
  interface Documents {
    '/api/v1/accounts': { accounts: Account[] };
    '/api/v1/sessions': { sessions: Session[] };
    '/api/v1/tokens': { tokens: ApiToken[] };
    '/api/v1/audit': { entries: AuditEntry[]; next_after: number | null; next?: string | null };
    '/api/v1/audit/verification': AuditVerdict;
    '/api/v1/alerts': { alerts: Alert[] };
    '/api/v1/alerts/history': { alerts: Alert[]; next?: string | null };
    '/api/v1/budgets': { budgets: Budget[] };
    '/api/v1/settings': { settings: Setting[] };
    '/api/v1/version': { version: string };
  }
}

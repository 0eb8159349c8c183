// The documents that Money reads (docs/JSON.md#allocation).
import type { Figure } from '../format/decimal';
import type { Day } from '../format/days';

export interface StatementSum {
  business_unit: string | null;
  cost_centre: string | null;
  currency: string;
  amount: Figure;
}

export interface Statement {
  month: string;
  rules_revision: number | null;
  complete: boolean;
  bill: { currency: string; amount: Figure }[];
  sums: StatementSum[];
  days_missing: Day[];
  days_open: Day[];
  days_clipped: Day[];
  rows_without_amount: number;
  not_applied: { date: Day; dimension: string; reason: string }[];
}

declare module '../api/documents' {
  interface Documents {
    '/api/v1/allocation/statement': Statement;
  }
}

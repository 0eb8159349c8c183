// The documents that Money reads (docs/JSON.md#parity-costs, #allocation).
import type { Figure } from '../format/decimal';
import type { Day } from '../format/days';
import type { Verdict } from '../api/documents';

export interface BillCause {
  cause: string;
  usd: Figure; // Σ|difference|.
  difference_usd: Figure; // Σ difference, billed − priced.
  lines: number;
}

export interface BillDay {
  date: Day;
  verdict: Verdict;
  billed_usd: Figure;
  priced_usd: Figure;
  priced_whole: boolean;
  causes: BillCause[];
}

export interface Unpriced {
  model: string;
  tier: string;
  meter: string;
  units: Figure;
}

export interface Bill {
  verdict: Verdict;
  source: string;
  from: Day;
  to: Day;
  days: BillDay[];
  unpriced: Unpriced[];
  other_currencies: { amount_currency: string; amount_value: Figure }[];
}

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
}

declare module '../api/documents' {
  interface Documents {
    '/api/v1/bill/{run}': Bill;
    '/api/v1/allocation/statement': Statement;
  }
}

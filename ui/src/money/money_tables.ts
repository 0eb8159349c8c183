// The tables of Money as files hold them: their rows in their order, with every digit.
import type { TableRecord } from '../explore/table_file';
import { daysOf, type Day } from '../format/days';
import { exactText, picoOf, type Pico } from '../format/decimal';
import type { Budget } from '../settings/settings_documents';
import type { Bridge } from './bridge';
import type { Statement } from './money_documents';
import type { BillDay, Unpriced } from './reconciled';

function digits(value: Pico | null): string | null {
  return value === null ? null : exactText(value);
}

export function bridgeRecords(bridge: Bridge): TableRecord[] {
  return [
    { step: 'priced', usd: exactText(bridge.priced), lines: null },
    ...bridge.steps.map((step) => ({ step: step.cause, usd: exactText(step.difference), lines: String(step.lines) })),
    { step: 'billed', usd: exactText(bridge.billed), lines: null },
  ];
}

export function dayRecords(from: Day, to: Day, days: Map<Day, BillDay>): TableRecord[] {
  return daysOf(from, to).reverse().map((date) => {
    const { billed = null, priced = null, verdict = null, causes = [] } = days.get(date) ?? {};
    const difference = billed === null || priced === null ? null : billed - priced;
    return { date, billed_usd: digits(billed), priced_usd: digits(priced), difference_usd: digits(difference), verdict, causes: causes.join('; ') };
  });
}

export function statementRecords(statement: Statement | undefined): TableRecord[] {
  return (statement?.sums ?? []).map((sum) => ({
    month: statement!.month, business_unit: sum.business_unit, cost_centre: sum.cost_centre, currency: sum.currency, amount: digits(picoOf(sum.amount)),
  }));
}

export function budgetRecords(budgets: Budget[]): TableRecord[] {
  return budgets.map((budget) => ({
    name: budget.name, source: budget.source, project_id: budget.project_id, model: budget.model, period: budget.spent.period,
    limit_usd: digits(picoOf(budget.limit_usd)), known_usd: digits(picoOf(budget.spent.known_usd)), is_whole: String(budget.spent.is_whole),
  }));
}

export function unpricedRecords(unpriced: Unpriced[]): TableRecord[] {
  return unpriced.map((one) => ({ model: one.model, tier: one.tier, meter: one.meter, units: exactText(one.units), days: String(one.days) }));
}

// Money: what was billed, what of it usage and prices reproduce, what stands between them, and whose it was.
import { rangeText, today } from '../format/days';
import { BudgetTable } from '../settings/budget_table';
import { useBudgets } from '../settings/settings_queries';
import type { PageProps } from '../shell/routes';
import { Link } from '../ui/link';
import { partAddress } from '../ui/page_tabs';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';
import { Allocation } from './allocation';
import { BillBridge } from './bill_bridge';
import { monthOf, showMonth } from './money_month';
import { useStatement } from './money_queries';
import { budgetRecords, statementRecords } from './money_tables';
import { TableButton } from './table_button';

function Budgets({ parameters }: { parameters: URLSearchParams }) {
  const budgets = useBudgets();
  if (budgets.data === undefined) return budgets.isError ? <ErrorState error={budgets.error} onRetry={() => void budgets.refetch()} /> : <Skeleton lines={2} />;
  if (budgets.data.length === 0) return <div className="card"><EmptyState title="No budget">Set one with <code>cognitrack budgets set</code>; <Link href={partAddress('settings', 'alerts', parameters)}>alerts</Link> tell when it is crossed.</EmptyState></div>;
  return <BudgetTable budgets={budgets.data} isStale={budgets.isError} />;
}

export default function MoneyPage({ source, range, parameters }: PageProps) {
  const month = monthOf(range.from, range.to);
  const isOneMonth = range.from.slice(0, 7) === range.to.slice(0, 7);
  const statement = useStatement(month, source);
  const budgets = useBudgets();
  return (
    <>
      <div className="page-head">
        <h1>Money</h1><span className="caption">{rangeText(range.from, range.to)} UTC</span>
        <span className="space" />
        <label className="inline">Month (UTC) <input type="month" value={isOneMonth ? month : ''} max={today().slice(0, 7)} onChange={(event) => showMonth(event.target.value)} /></label>
      </div>
      <BillBridge source={source} range={range} />
      <section className="panel" aria-labelledby="whose-title">
        <div className="row"><h2 id="whose-title">Whose money</h2><span className="caption" data-testid="statement-month">all of {month}</span><span className="space" /><TableButton name={`allocation_${month}`} what="whose money it was" records={statementRecords(statement.data)} /></div>
        <Allocation month={month} source={source} />
      </section>
      <section className="panel" aria-labelledby="budgets-title">
        <div className="row"><h2 id="budgets-title">Budgets</h2><span className="caption">as of now, whatever the days above</span><span className="space" /><TableButton name="budgets" what="the budgets" records={budgetRecords(budgets.data ?? [])} /></div>
        <Budgets parameters={parameters} />
      </section>
    </>
  );
}

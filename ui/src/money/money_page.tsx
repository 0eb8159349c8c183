// Money: what was billed, what of it usage and prices reproduce, what stands between them, and whose it was.
import { queryText } from '../api/client';
import { daysOf, rangeText, today, type Day } from '../format/days';
import { BudgetTable } from '../settings/budget_table';
import { useBudgets } from '../settings/settings_queries';
import { changeParameters } from '../state/address';
import type { PageProps } from '../shell/routes';
import { Link } from '../ui/link';
import { partAddress } from '../ui/page_tabs';
import { Quantity } from '../ui/quantity';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';
import { Allocation } from './allocation';
import { BillDays } from './bill_days';
import { bridgeOf, newestDays } from './bridge';
import { BridgeChart } from './bridge_chart';
import { BridgeTable } from './bridge_table';
import { useBills } from './money_queries';
import { UnpricedList } from './unpriced_list';

function Budgets({ parameters }: { parameters: URLSearchParams }) {
  const budgets = useBudgets();
  if (budgets.data === undefined) return budgets.isError ? <ErrorState error={budgets.error} onRetry={() => void budgets.refetch()} /> : <Skeleton lines={2} />;
  if (budgets.data.length === 0) return <div className="card"><EmptyState title="No budget">Set one with <code>cognitrack budgets set</code>; <Link href={partAddress('settings', 'alerts', parameters)}>alerts</Link> tell when it is crossed.</EmptyState></div>;
  return <BudgetTable budgets={budgets.data} isStale={budgets.isError} />;
}

// The month that most days of the range are of.
export function monthOf(from: Day, to: Day): string {
  const days = new Map<string, number>();
  for (const day of daysOf(from, to)) days.set(day.slice(0, 7), (days.get(day.slice(0, 7)) ?? 0) + 1);
  return [...days].sort((a, b) => b[1] - a[1])[0]?.[0] ?? to.slice(0, 7);
}

export default function MoneyPage({ source, range, parameters }: PageProps) {
  const { bills, isPending, error } = useBills(source);
  const days = newestDays(bills, range.from, range.to);
  const bridge = bridgeOf([...days.values()].map((one) => one.day));
  const unpriced = bills[0]?.bill.unpriced ?? [];
  const month = parameters.get('month') ?? monthOf(range.from, range.to);
  const file = (format: string): string => `/api/v1/reconciliation${queryText({ source, from: range.from, to: range.to, format })}`;
  return (
    <>
      <div className="page-head"><h1>Money</h1><span className="caption">{rangeText(range.from, range.to)} UTC</span></div>
      <section aria-labelledby="bridge-title">
        <div className="row part-head">
          <h2 id="bridge-title">From usage to the bill</h2>
          <span className="space" />
          <a className="button" href={file('csv')} download>CSV</a>
          <a className="button" href={file('jsonl')} download>JSON lines</a>
          <a className="button" href={file('focus')} download>FOCUS</a>
        </div>
        {isPending && <Skeleton height={360} />}
        {!isPending && error !== null && bills.length === 0 && <ErrorState error={error} />}
        {!isPending && error === null && bridge.compared === 0 && (
          <div className="card"><EmptyState title="No day of the range was compared with its bill">The bill is compared after each pull; <code>cognitrack parity costs</code> does it at once. Both need the surface <code>costs</code>.</EmptyState></div>
        )}
        {bridge.compared > 0 && (
          <>
            <BridgeChart bridge={bridge} />
            <p className="caption">{bridge.compared} days of which both sides were read{bridge.onlyBilled === null ? '' : <>; <Quantity value={bridge.onlyBilled} currency="usd" /> more were billed on days whose usage was not read</>}.</p>
            <BridgeTable bridge={bridge} />
          </>
        )}
      </section>
      <section className="panel" aria-labelledby="whose-title">
        <div className="row">
          <h2 id="whose-title">Whose money</h2>
          <span className="space" />
          <label className="inline">Month (UTC) <input type="month" value={month} max={today().slice(0, 7)} onChange={(event) => changeParameters({ month: event.target.value })} /></label>
        </div>
        <Allocation month={month} source={source} /></section>
      <section className="panel" aria-labelledby="budgets-title"><h2 id="budgets-title">Budgets</h2><Budgets parameters={parameters} /></section>
      {unpriced.length > 0 && <section className="panel" aria-labelledby="unpriced-title"><h2 id="unpriced-title">Used without a price <span className="caption">{rangeText(bills[0]!.bill.from, bills[0]!.bill.to)} UTC, as the newest check of the bill saw it</span></h2><UnpricedList unpriced={unpriced} /></section>}
      {bridge.compared > 0 && <section className="panel" aria-labelledby="by-day-title"><h2 id="by-day-title">By day</h2><BillDays from={range.from} to={range.to} days={days} addressOfRun={(run) => partAddress('run', String(run), parameters)} /></section>}
    </>
  );
}

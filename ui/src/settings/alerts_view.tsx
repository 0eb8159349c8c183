// AlertsView: what stands, what stood, and the budgets.
import { changeParameters } from '../state/address';
import type { PageProps } from '../shell/routes';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';
import { AlertList } from './alert_list';
import { AlertRules } from './alert_rules';
import { BudgetTable } from './budget_table';
import { useAlertHistory, useAlerts, useBudgets } from './settings_queries';

export function AlertsView({ me, parameters }: PageProps) {
  const cursor = parameters.get('cursor') ?? undefined;
  const alerts = useAlerts();
  const history = useAlertHistory(cursor);
  const budgets = useBudgets();
  const next = history.data?.next ?? null;
  const over = history.data?.alerts.filter((one) => one.over_at !== null) ?? [];
  return (
    <>
      <section aria-labelledby="open-title">
        <h2 id="open-title">What stands <span className="caption">{alerts.data?.length ?? '…'}</span></h2>
        {alerts.data === undefined && (alerts.isError ? <ErrorState error={alerts.error} onRetry={() => void alerts.refetch()} /> : <Skeleton height={160} />)}
        {alerts.data?.length === 0 && <div className="card"><EmptyState title="✓ Nothing stands">The service looks every minute.</EmptyState></div>}
        {alerts.data !== undefined && alerts.data.length > 0 && <AlertList alerts={alerts.data} isStale={alerts.isError} />}
      </section>
      <section className="panel" aria-labelledby="budgets-title">
        <h2 id="budgets-title">Budgets</h2>
        {budgets.data === undefined && (budgets.isError ? <ErrorState error={budgets.error} onRetry={() => void budgets.refetch()} /> : <Skeleton lines={3} />)}
        {budgets.data?.length === 0 && <div className="card"><EmptyState title="No budget is set"><code>cognitrack budgets set production --limit-usd 5000</code> sets one.</EmptyState></div>}
        {budgets.data !== undefined && budgets.data.length > 0 && <BudgetTable budgets={budgets.data} isStale={budgets.isError} />}
      </section>
      <AlertRules me={me} />
      <section className="panel" aria-labelledby="over-title">
        <h2 id="over-title">What stood</h2>
        {history.data === undefined && (history.isError ? <ErrorState error={history.error} onRetry={() => void history.refetch()} /> : <Skeleton lines={3} />)}
        {history.data !== undefined && over.length === 0 && <div className="card"><EmptyState title="None is over yet" /></div>}
        {over.length > 0 && <AlertList alerts={over} isStale={history.isPlaceholderData || history.isError} />}
        <div className="row pager">
          {cursor !== undefined && <button type="button" className="button" onClick={() => changeParameters({ cursor: null })}>Newest</button>}
          <span className="space" />
          {next !== null && <button type="button" className="button" onClick={() => changeParameters({ cursor: next })}>Older ones</button>}
        </div>
      </section>
    </>
  );
}

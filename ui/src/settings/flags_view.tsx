// FlagsView: what each flag says where, and every entry that was ever made.
import type { PageProps } from '../shell/routes';
import { FlagTable } from '../run/flag_table';
import { useFlagHistory } from '../run/run_queries';
import { FlagHistory } from './flag_history';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';

export function FlagsView({ me, parameters }: PageProps) {
  const history = useFlagHistory();
  return (
    <>
      <FlagTable me={me} />
      <section className="panel" aria-labelledby="history-title">
        <h2 id="history-title">Every entry</h2>
        {history.data === undefined && (history.isError ? <ErrorState error={history.error} onRetry={() => void history.refetch()} /> : <Skeleton lines={4} />)}
        {history.data !== undefined && history.data.length === 0 && <div className="card"><EmptyState title="No flag was ever set">Each change is kept here, with its reason.</EmptyState></div>}
        {history.data !== undefined && history.data.length > 0 && <FlagHistory entries={history.data} parameters={parameters} isStale={history.isError} />}
      </section>
    </>
  );
}

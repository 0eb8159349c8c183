// RunOverview: the run that is under way, the sources and how far they are read, what was parked, the runs.
import { useSources } from '../api/queries';
import type { PageProps } from '../shell/routes';
import { partAddress } from '../ui/page_tabs';
import { Link } from '../ui/link';
import { mayAct, RoleNote } from '../ui/role_note';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';
import { LiveRunCard } from './live_run_card';
import { RunList } from './run_list';
import { useRuns } from './run_queries';
import { SourceCard } from './source_card';
import { StartRun } from './start_run';

export function RunOverview({ me, source, parameters }: PageProps) {
  const sources = useSources();
  const newest = useRuns({ source: undefined, verb: undefined, cursor: undefined });
  const running = newest.data?.runs.filter((run) => run.outcome === 'running') ?? [];
  const shown = sources.data?.filter((one) => source === undefined || one.name === source) ?? [];
  return (
    <>
      <div className="part-head">
        <p className="lead">What is pulled from the provider, how far it is read, and how each run went.</p>
        {mayAct(me, 'operator')
          ? <StartRun sources={sources.data ?? []} source={source} parameters={parameters} />
          : <RoleNote me={me} role="operator" what="starting and cancelling runs" />}
      </div>
      {running.map((run) => <LiveRunCard key={run.id} run={run} parameters={parameters} />)}
      {sources.isPending && <Skeleton height={320} />}
      {sources.isError && sources.data === undefined && <ErrorState error={sources.error} onRetry={() => void sources.refetch()} />}
      {sources.data !== undefined && shown.length === 0 && (
        <section className="card">
          <EmptyState title="Nothing was pulled yet">
            <p>Store a key of the provider under <Link href={partAddress('run', 'keys', parameters)}>Keys</Link>, then start a run.</p>
          </EmptyState>
        </section>
      )}
      {shown.map((one) => <SourceCard key={one.name} me={me} source={one} parameters={parameters} />)}
      <RunList source={source} parameters={parameters} />
    </>
  );
}

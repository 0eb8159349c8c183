// RunDetail: one run: live while it is under way, then what it did, by surface, with its issues.
import type { PageProps } from '../shell/routes';
import { Link } from '../ui/link';
import { Moment } from '../ui/moment';
import { partAddress } from '../ui/page_tabs';
import { mayAct, RoleNote } from '../ui/role_note';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';
import { Tag } from '../ui/tag';
import { CancelRun } from './cancel_run';
import { LiveBar } from './live_bar';
import { useLiveRun } from './live_run';
import { RunFigures } from './run_figures';
import { RunIssues } from './run_issues';
import { RunParts } from './run_parts';
import { useRun } from './run_queries';
import { lastedText, outcomeOf } from './run_words';

export function RunDetail({ id, me, parameters }: PageProps & { id: number }) {
  const asked = useRun(id);
  const isRunning = asked.data?.outcome === 'running';
  const live = useLiveRun(id, isRunning);
  const run = asked.data;
  if (run === undefined) {
    return asked.isError ? <ErrorState error={asked.error} onRetry={() => void asked.refetch()} /> : <Skeleton height={420} />;
  }
  const outcome = outcomeOf(run);
  const issues = isRunning ? live.issues : run.issues;
  return (
    <article className={`run${asked.isError && !isRunning ? ' stale' : ''}`} aria-labelledby="run-title">
      <p className="crumb"><Link href={partAddress('run', '', parameters)}>Sources and runs</Link> <span aria-hidden="true">›</span> run {run.id}</p>
      <div className="row run-head">
        <h2 id="run-title">{run.verb}{run.source === '' ? '' : ` of ${run.source}`}</h2>
        <span data-testid="outcome" role="status"><Tag tone={outcome.tone}>{outcome.text}</Tag></span>
        {run.label !== '' && <span className="caption">{run.label}</span>}
        <span className="space" />
        {isRunning && (
          !mayAct(me, 'operator') ? <RoleNote me={me} role="operator" what="cancelling it" />
            : live.head?.live === false ? <p className="caption">Another process does it: end it there.</p>
              : <CancelRun id={id} />
        )}
      </div>
      {run.message !== '' && !isRunning && <p className={run.outcome === 'failed' ? 'note bad' : 'note'}>{run.message}</p>}
      {isRunning && <section className="card" aria-label="Progress"><LiveBar live={live} startedAt={run.started_at} /></section>}
      {!isRunning && <RunFigures run={run} />}
      <dl className="run-facts">
        <div><dt>Begun</dt><dd><Moment at={run.started_at} /></dd></div>
        <div><dt>Ended</dt><dd><Moment at={run.finished_at} /></dd></div>
        <div><dt>Lasted</dt><dd>{lastedText(run)}</dd></div>
        <div><dt>Asked with</dt><dd>{run.asked_with ?? '—'}</dd></div>
        <div><dt>Exit code</dt><dd>{isRunning ? '—' : run.exit_code}</dd></div>
      </dl>
      <RunIssues me={me} source={run.source} issues={issues} isRunning={isRunning} parameters={parameters} />
      {run.surfaces.length > 0 && !isRunning && <RunParts run={run} />}
      {run.surfaces.length === 0 && !isRunning && run.chunks.length === 0 && issues.length === 0 && (
        <div className="card"><EmptyState title="Nothing more is recorded of it">It asked the provider nothing.</EmptyState></div>
      )}
    </article>
  );
}

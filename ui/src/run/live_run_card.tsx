// LiveRunCard: a run that is under way, wherever one looks.
import { partAddress } from '../ui/page_tabs';
import { Link } from '../ui/link';
import { LiveBar } from './live_bar';
import { useLiveRun } from './live_run';
import type { Run } from './run_documents';

export function LiveRunCard({ run, parameters }: { run: Run; parameters: URLSearchParams }) {
  const live = useLiveRun(run.id, run.outcome === 'running');
  return (
    <section className="card live-card" aria-label={`Run ${run.id}, under way`}>
      <div className="row">
        <h2>◔ {run.verb} of {run.source} is under way</h2>
        <span className="space" />
        <Link className="button" href={partAddress('run', String(run.id), parameters)}>Watch run {run.id}</Link>
      </div>
      <LiveBar live={live} startedAt={run.started_at} />
    </section>
  );
}

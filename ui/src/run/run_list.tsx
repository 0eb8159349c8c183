// RunList: the runs, newest first, page by page; the page stands in the address.
import { changeParameters } from '../state/address';
import { Link } from '../ui/link';
import { Moment } from '../ui/moment';
import { partAddress } from '../ui/page_tabs';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';
import { Tag } from '../ui/tag';
import type { Run } from './run_documents';
import { useRuns } from './run_queries';
import { count, lastedText, outcomeOf } from './run_words';

const VERBS: [string, string][] = [
  ['', 'every run'], ['ingest', 'ingest'], ['backfill', 'backfill'], ['import', 'import'], ['parity', 'parity'], ['parity costs', 'parity costs'],
];

function RunLine({ run, parameters }: { run: Run; parameters: URLSearchParams }) {
  const outcome = outcomeOf(run);
  const issues = run.issues.reduce((sum, issue) => sum + issue.count, 0);
  return (
    <tr data-run={run.id}>
      <th scope="row">
        <Link className="row-link" href={partAddress('run', String(run.id), parameters)}>{run.id} · {run.verb}</Link>
        {run.label !== '' && <span className="caption run-label" title={run.label}>{run.label}</span>}
      </th>
      <td><Tag tone={outcome.tone} title={run.message}>{outcome.text}</Tag></td>
      <td><Moment at={run.started_at} /></td>
      <td>{lastedText(run)}</td>
      <td data-exact={run.rows_read}>{count(run.rows_read)}</td>
      <td data-exact={run.rows_written}>{count(run.rows_written)}</td>
      <td data-exact={run.windows_changed}>{count(run.windows_changed)}</td>
      <td className={run.windows_parked > 0 ? 'bad' : 'quiet'}>{count(run.windows_parked)}</td>
      <td className={issues > 0 ? '' : 'quiet'}>{count(issues)}</td>
    </tr>
  );
}

export function RunList({ source, parameters }: { source: string | undefined; parameters: URLSearchParams }) {
  const verb = parameters.get('verb') ?? undefined;
  const cursor = parameters.get('cursor') ?? undefined;
  const runs = useRuns({ source, verb, cursor });
  const next = runs.data?.next ?? null;
  return (
    <section className="panel" aria-labelledby="runs-title">
      <div className="row">
        <h2 id="runs-title">Runs</h2>
        <span className="space" />
        <label className="inline">Show <select value={verb ?? ''} onChange={(event) => changeParameters({ verb: event.target.value, cursor: null })}>{VERBS.map(([name, text]) => <option key={name} value={name}>{text}</option>)}</select></label>
      </div>
      {runs.isPending && <Skeleton height={360} />}
      {runs.isError && runs.data === undefined && <ErrorState error={runs.error} onRetry={() => void runs.refetch()} />}
      {runs.data !== undefined && runs.data.runs.length === 0 && <div className="card"><EmptyState title="No run yet">{verb === undefined ? 'What is pulled, imported or compared is recorded here.' : `There is none of '${verb}'.`}</EmptyState></div>}
      {runs.data !== undefined && runs.data.runs.length > 0 && (
        <div className={`table-box scroll-x${runs.isPlaceholderData || runs.isError ? ' stale' : ''}`} tabIndex={0} role="region" aria-label="Runs">
          <table className="runs-table">
            <thead>
              <tr>
                <th scope="col">Run</th><th scope="col">Outcome</th><th scope="col">Begun</th><th scope="col">Lasted</th><th scope="col">Rows read</th>
                <th scope="col">Rows written</th><th scope="col">Windows changed</th><th scope="col">Parked</th><th scope="col">Issues</th>
              </tr>
            </thead>
            <tbody>{runs.data.runs.map((run) => <RunLine key={run.id} run={run} parameters={parameters} />)}</tbody>
          </table>
        </div>
      )}
      <div className="row pager">
        {cursor !== undefined && <button type="button" className="button" onClick={() => changeParameters({ cursor: null })}>Newest</button>}
        <span className="space" />
        {next !== null && <button type="button" className="button" onClick={() => changeParameters({ cursor: next })}>Older runs</button>}
      </div>
    </section>
  );
}

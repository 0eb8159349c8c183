// SourceCard: one organisation: how far each surface of it is read, when it was pulled last and will be next.
import type { Me, Source } from '../api/documents';
import { useCursors } from '../api/queries';
import { today } from '../format/days';
import { partAddress } from '../ui/page_tabs';
import { Link } from '../ui/link';
import { Moment } from '../ui/moment';
import { ErrorState, Skeleton } from '../ui/states';
import { Tag } from '../ui/tag';
import { DailySwitch } from './daily_switch';
import { ParkedTable } from './parked_table';
import type { CursorWithResets } from './run_documents';
import { useLastPulls, useParkedDays } from './run_queries';
import { NextPull } from './next_pull';
import { outcomeOf } from './run_words';
import { SurfaceTable } from './surface_table';

interface Props {
  me: Me;
  source: Source;
  parameters: URLSearchParams;
}

function LastPull({ source, parameters }: { source: string; parameters: URLSearchParams }) {
  const pulls = useLastPulls(source).data;
  if (pulls === undefined) return <span className="quiet">…</span>;
  if (pulls.newest === null) return <span className="quiet">never</span>;
  const outcome = outcomeOf(pulls.newest);
  return (
    <>
      <Moment at={pulls.newest.finished_at ?? pulls.newest.started_at} asAge />
      {' '}<Tag tone={outcome.tone}>{outcome.text}</Tag>
      {' '}<Link href={partAddress('run', String(pulls.newest.id), parameters)}>run {pulls.newest.id}</Link>
      {pulls.good?.id !== pulls.newest.id && <span className="caption"> · last good one <Moment at={pulls.good?.finished_at ?? null} asAge never="never" /></span>}
    </>
  );
}

export function SourceCard({ me, source, parameters }: Props) {
  const cursors = useCursors(source.name);
  const all = (cursors.data?.cursors ?? []) as CursorWithResets[];
  const doubtful = all.filter((one) => one.parked > 0).map((one) => ({ surface: one.surface, from: one.history_start ?? one.next ?? today() }));
  const parked = useParkedDays(source.name, doubtful, today());
  return (
    <section className="card source-card" aria-labelledby={`source-${source.name}`}>
      <div className="row">
        <h2 id={`source-${source.name}`}>{source.name}</h2>
        <span className="caption" title={source.project_ids.join('\n')}>an organisation at {source.provider}, {source.project_ids.length} {source.project_ids.length === 1 ? 'project' : 'projects'} seen</span>
      </div>
      <dl className="source-facts">
        <div><dt>Last pull</dt><dd><LastPull source={source.name} parameters={parameters} /></dd></div>
        <div><dt>Next by itself</dt><dd><NextPull parameters={parameters} /></dd></div>
        <div><dt>Daily pull</dt><dd><DailySwitch me={me} source={source.name} /></dd></div>
      </dl>
      {cursors.isPending && <Skeleton lines={6} />}
      {cursors.isError && cursors.data === undefined && <ErrorState error={cursors.error} onRetry={() => void cursors.refetch()} />}
      {cursors.data !== undefined && <SurfaceTable source={source.name} cursors={all} isStale={cursors.isError} />}
      {doubtful.length > 0 && (
        parked.data === undefined
          ? (parked.isError ? <ErrorState error={parked.error} onRetry={() => void parked.refetch()} /> : <Skeleton lines={2} />)
          : <ParkedTable me={me} source={source.name} parked={parked.data} parameters={parameters} />
      )}
    </section>
  );
}

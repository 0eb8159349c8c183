// ExplorePage: what was used and what it cost, day by day: five figures, one chart, and its table.
import { useSources } from '../api/queries';
import { rangeText } from '../format/days';
import type { PageProps } from '../shell/routes';
import { useProof } from '../shell/proof';
import { changeParameters } from '../state/address';
import { useKeys } from '../state/keys';
import { Link } from '../ui/link';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';
import { BarChart } from './bar_chart';
import { Controls } from './controls';
import { DayPanel } from './day_panel';
import { Figures } from './figures';
import { FilterChips } from './filter_chips';
import { METRICS } from './metrics';
import { Notes } from './notes';
import { SeriesTable } from './series_table';
import { useExplore } from './use_explore';
import { metricChange, type View, viewOf } from './view';
import { WindowsPanel } from './windows_panel';

function NothingHeld() {
  return (
    <EmptyState title="Nothing is held yet">
      <p>Add an admin key under <Link href="/settings">Settings</Link>, or at the machine:</p>
      <p><code>cognitrack backfill --start 2026-03-01 --end 2026-03-31</code></p>
      <p>No key to be had? <code>cognitrack import --csv FILE</code> takes the provider&apos;s own export.</p>
    </EmptyState>
  );
}

function Explored({ view, props }: { view: View; props: PageProps }) {
  const { range, source } = props;
  const explored = useExplore(view, range, source);
  const proof = useProof(source, range, view.surface);
  useKeys({
    c: () => changeParameters({ compare: view.isCompared ? null : 'previous' }),
    '/': () => document.querySelector<HTMLButtonElement>('[data-key="/"]')?.click(),
    Escape: () => changeParameters({ day: null, drill: null }),
    ...Object.fromEntries(METRICS.slice(0, 9).map((metric, i) => [String(i + 1), () => changeParameters(metricChange(view, metric))])),
  });
  const isEmpty = !explored.isWaiting && explored.series.length === 0;
  return (
    <>
      <Controls view={view} explored={explored} range={range} source={source} />
      <FilterChips view={view} explored={explored} range={range} source={source} />
      <Figures view={view} explored={explored} range={range} source={source} />
      <section className={`card chart-card${explored.isStale ? ' stale' : ''}`} aria-label="By day">
        {explored.error !== null && explored.isWaiting
          ? <ErrorState error={explored.error} onRetry={explored.askAgain} />
          : explored.isWaiting ? <Skeleton height={302} />
            : <BarChart view={view} explored={explored} proof={proof.days} />}
      </section>
      <Notes explored={explored} />
      {view.day !== null && <DayPanel day={view.day} view={view} explored={explored} source={source} proof={proof.days.get(view.day)} />}
      {view.drill === 'windows' && <WindowsPanel explored={explored} />}
      {isEmpty
        ? <EmptyState title={`No ${view.metric.text.toLowerCase()} of this in ${rangeText(range.from, range.to)}`}>Another range, or fewer filters, may hold some. Days with “—” were not read.</EmptyState>
        : explored.table === undefined ? <Skeleton lines={9} />
          : <SeriesTable view={view} explored={explored} />}
    </>
  );
}

export default function ExplorePage(props: PageProps) {
  const sources = useSources();
  if (sources.data === undefined) {
    return sources.isError ? <ErrorState error={sources.error} onRetry={() => void sources.refetch()} /> : <Skeleton height={560} />;
  }
  const source = sources.data.find((one) => one.name === props.source) ?? sources.data[0];
  const hasCosts = source?.streams.some((one) => one.surface === 'costs' && one.windows > 0) === true;
  const view = viewOf(props.parameters, hasCosts);
  return (
    <>
      <h1 className="unseen">Explore</h1>
      {source === undefined || source.streams.every((one) => one.windows === 0)
        ? <NothingHeld />
        : <Explored view={view} props={props} />}
    </>
  );
}

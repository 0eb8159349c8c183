// Proof: what is proven of the days on screen, against which export, and what differs.
import { useSources, useWindows } from '../api/queries';
import { daysOf, isDay, today } from '../format/days';
import type { PageProps } from '../shell/routes';
import { useProof } from '../shell/proof';
import { goTo } from '../state/address';
import { Link } from '../ui/link';
import { partAddress } from '../ui/page_tabs';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';
import { CheckDetail } from './check_detail';
import { CheckPages } from './check_pages';
import { DayCalendar } from './day_calendar';
import { DayProof } from './day_proof';
import { standingsOf } from './day_standing';
import { DropExport } from './drop_export';
import { StandingLegend } from './standing_legend';
import { SurfaceChoice } from './surface_choice';

function useStandings({ source, range, surface }: { source: string | undefined; range: PageProps['range']; surface: string }) {
  const windows = useWindows({ ...(source === undefined ? {} : { source }), surface, from: range.from, to: range.to });
  const proof = useProof(source, range, surface);
  const standings = standingsOf(daysOf(range.from, range.to), windows.data?.days ?? [], proof.days, today());
  return { windows, proof, standings };
}

export default function ProofPage(props: PageProps) {
  const { me, source, segments, parameters } = props;
  const part = segments[0] ?? '';
  const surface = parameters.get('surface') ?? 'completions';
  const range = isDay(part) ? { ...props.range, from: part, to: part } : props.range;
  const { windows, proof, standings } = useStandings({ source, range, surface });
  const known = [...new Set((useSources().data ?? []).flatMap((one) => one.streams.map((stream) => stream.surface)))];
  const run = /^run-(\d+)$/.exec(part)?.[1];
  const addressOfDay = (day: string): string => {
    const address = partAddress('proof', day, parameters);
    return surface === 'completions' ? address : `${address}${address.includes('?') ? '&' : '?'}surface=${surface}`;
  };
  return (
    <>
      <div className="page-head">
        <h1>Proof</h1>
        {part !== '' && <nav className="page-tabs" aria-label="Where this is"><Link href={partAddress('proof', '', parameters)}>‹ all days</Link></nav>}
      </div>
      {part === '' && (
        <>
          <DropExport me={me} source={source} onCompared={(made) => goTo(partAddress('proof', `run-${made}`, parameters))} />
          <section className="panel" aria-labelledby="days-title">
            <div className="row"><h2 id="days-title">Days</h2><span className="space" /><SurfaceChoice surface={surface} known={known} /></div>
            {windows.isError && windows.data === undefined && <ErrorState error={windows.error} onRetry={() => void windows.refetch()} />}
            {windows.data === undefined || proof.isPending
              ? (!windows.isError && <Skeleton height={320} />)
              : <div className={windows.isError || windows.isPlaceholderData ? 'stale' : ''}><StandingLegend standings={[...standings.values()]} /><DayCalendar from={range.from} to={range.to} standings={standings} addressOf={addressOfDay} /></div>}
          </section>
          <section className="panel" aria-labelledby="checks-title">
            <h2 id="checks-title">Comparisons</h2>
            <CheckPages me={me} parameters={parameters} />
          </section>
        </>
      )}
      {isDay(part) && (proof.isPending || windows.isPending
        ? <Skeleton height={480} />
        : <DayProof key={part} day={part} surface={surface} source={source} standing={standings.get(part) ?? 'missing'} proof={proof.days.get(part)} parameters={parameters} />)}
      {run !== undefined && <CheckDetail run={Number(run)} me={me} />}
      {part !== '' && !isDay(part) && run === undefined && <EmptyState title="There is no such part">A day is /proof/2026-03-05, a comparison /proof/run-12.</EmptyState>}
    </>
  );
}

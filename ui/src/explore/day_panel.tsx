// DayPanel: one day opened: its window, what was believed of it before, and the way to its proof.
import type { WindowVersion } from '../api/documents';
import { useWindowHistory } from '../api/queries';
import { picoOf } from '../format/decimal';
import { longDay, timeText } from '../format/days';
import { countText } from '../format/numbers';
import type { DayProof } from '../shell/proof';
import { changeParameters } from '../state/address';
import { showRange } from '../state/range';
import { Link } from '../ui/link';
import { Quantity } from '../ui/quantity';
import { ErrorState, Skeleton } from '../ui/states';
import { Verdict } from '../ui/verdict';
import type { Explored } from './use_explore';
import type { View } from './view';
import { originText } from './windows_panel';

function Version({ version, column }: { version: WindowVersion; column: string }) {
  const isHeld = version.until_revision === null;
  return (
    <li className={isHeld ? 'version held' : 'version'}>
      <strong>{isHeld ? 'Held now' : `Until revision ${version.until_revision}`}</strong>
      <span>
        {version.totals !== null && version.totals !== undefined && <>whole day <Quantity value={picoOf(version.totals[column])} /> · </>}
        {countText(picoOf(version.rows))} rows · {originText(version.origin)} · revision {version.revision} · run {version.run}
      </span>
      <span className="caption">since {timeText(version.recorded_at)} · <code title={version.content_hash ?? ''}>{version.content_hash?.slice(0, 16)}…</code></span>
    </li>
  );
}

interface Props {
  day: string;
  view: View;
  explored: Explored;
  source: string | undefined;
  proof: DayProof | undefined;
}

export function DayPanel({ day, view, explored, source, proof }: Props) {
  const history = useWindowHistory(day, view.surface, source);
  const column = explored.columns.find((one) => one.day === day);
  const window = history.data?.days[0];
  const currency = view.metric.isMoney === true ? explored.currency.shown : undefined;
  return (
    <section className="card panel" aria-label={longDay(day)} data-testid="day-panel">
      <div className="row">
        <h2>{longDay(day)}</h2>
        {proof !== undefined && <Verdict verdict={proof.verdict} withWord />}
        <span className="space" />
        <button type="button" className="button" onClick={() => { changeParameters({ day: null }); showRange(day, day); }}>Only this day</button>
        <Link className="button" href={`/proof/${day}`}>Proof</Link>
        <button type="button" className="button" onClick={() => changeParameters({ day: null })}>Close</button>
      </div>
      {history.isError && <ErrorState error={history.error} onRetry={() => void history.refetch()} />}
      {history.isPending && <Skeleton lines={3} />}
      {window !== undefined && (
        <div className="day-facts">
          <dl className="facts">
            {!view.isCumulative && <div><dt>{view.metric.text}</dt><dd><Quantity value={column?.total ?? null} currency={currency} /></dd></div>}
            <div><dt>State</dt><dd>{window.state}{window.clipped === true ? ', cut short' : ''}</dd></div>
            <div><dt>Rows</dt><dd>{countText(picoOf(window.rows))}</dd></div>
            <div><dt>Read</dt><dd>{window.read_at === null ? '—' : timeText(window.read_at)}</dd></div>
            <div><dt>Same since</dt><dd>{window.content_since === null ? '—' : timeText(window.content_since)}</dd></div>
            {window.attempt !== null && window.attempt.outcome !== 'ok' && <div><dt>Last try</dt><dd className="bad">{window.attempt.outcome}: {window.attempt.reason}</dd></div>}
          </dl>
          <div>
            <h3>What was believed</h3>
            <ol className="history">
              {[...(history.data?.history ?? [])].reverse().map((version) => <Version key={version.revision ?? version.recorded_at} version={version} column={view.metric.column} />)}
            </ol>
            {(history.data?.history ?? []).length === 0 && <p className="caption">Nothing is held of this day.</p>}
          </div>
        </div>
      )}
    </section>
  );
}

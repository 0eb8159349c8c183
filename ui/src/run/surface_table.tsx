// SurfaceTable: how far each surface of a source is read, and what is missing of it.
import { shortDay } from '../format/days';
import { UNKNOWN } from '../format/numbers';
import { Tag } from '../ui/tag';
import type { CursorWithResets } from './run_documents';
import { count, durationText, surfaceStateOf, surfaceText } from './run_words';

const LATE_SECONDS = 36 * 3600;

function Fault({ value }: { value: number }) {
  return <span className={value > 0 ? 'bad' : 'quiet'}>{count(value)}</span>;
}

function SurfaceLine({ cursor }: { cursor: CursorWithResets }) {
  const state = surfaceStateOf(cursor.surface_state);
  const lag = cursor.lag_seconds;
  const isLate = cursor.surface_state === 'ok' && lag !== null && lag > LATE_SECONDS;
  return (
    <tr data-surface={cursor.surface}>
      <th scope="row" title={surfaceText(cursor.surface)}>
        <span className="surface-name">{cursor.surface}</span>
        <span className="caption surface-text">{surfaceText(cursor.surface)}</span>
      </th>
      <td><Tag tone={state.tone}>{state.text}</Tag></td>
      <td title={cursor.last ?? 'nothing is held'}>{cursor.last === null ? UNKNOWN : shortDay(cursor.last, true)}</td>
      <td className={isLate ? 'bad' : ''} title={lag === null ? 'not known' : `the first day without content lies ${count(lag)} s back`}>
        {lag === null ? UNKNOWN : lag === 0 ? '✓ none' : durationText(lag)}
      </td>
      <td title="days held"><span data-exact={cursor.held}>{count(cursor.held)}</span></td>
      <td><Fault value={cursor.gaps} /></td>
      <td><Fault value={cursor.parked} /></td>
      <td className="quiet">{count(cursor.unsettled)}</td>
    </tr>
  );
}

interface Props {
  source: string;
  cursors: CursorWithResets[];
  isStale: boolean;
}

export function SurfaceTable({ source, cursors, isStale }: Props) {
  return (
    <div className={`scroll-x${isStale ? ' stale' : ''}`} tabIndex={0} role="region" aria-label={`Surfaces of ${source}`}>
      <table className="surface-table">
        <thead>
          <tr>
            <th scope="col">Surface</th><th scope="col">State</th><th scope="col">Read to</th>
            <th scope="col" title="How far the first day without content lies back">Behind</th>
            <th scope="col">Days held</th>
            <th scope="col" title="Days without content since the history began">Gaps</th>
            <th scope="col" title="Days whose last try stored nothing">Parked</th>
            <th scope="col" title="Days that may still change, and are read again">May change</th>
          </tr>
        </thead>
        <tbody>{cursors.map((cursor) => <SurfaceLine key={cursor.name} cursor={cursor} />)}</tbody>
      </table>
    </div>
  );
}

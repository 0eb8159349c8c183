// FreshnessBadge: how new the numbers are; it opens what was read of each surface. It turns where the
// service does not answer, or a surface lies behind.
import { useIsFetching, useQueryClient } from '@tanstack/react-query';

import type { Cursor } from '../api/documents';
import { useCursors, useWindows } from '../api/queries';
import { addDays, agoText, shortDay, timeText, today } from '../format/days';
import { Popover } from '../ui/popover';

const LATE_SECONDS = 36 * 3600;

export function lateCursors(cursors: Cursor[]): Cursor[] {
  return cursors.filter((one) => one.surface_state === 'ok' && ((one.lag_seconds ?? 0) > LATE_SECONDS || one.gaps > 0 || one.parked > 0));
}

function CursorLine({ cursor }: { cursor: Cursor }) {
  const isBehind = lateCursors([cursor]).length > 0;
  const faults = [
    cursor.gaps > 0 ? `${cursor.gaps} gaps` : '',
    cursor.parked > 0 ? `${cursor.parked} parked` : '',
  ].filter((text) => text !== '');
  return (
    <tr>
      <th scope="row">{cursor.surface}</th>
      <td>{cursor.last === null ? '—' : `to ${shortDay(cursor.last, true)}`}</td>
      <td className={isBehind ? 'bad' : 'good'}>{faults.length > 0 ? `✕ ${faults.join(', ')}` : isBehind ? '✕ behind' : '✓ whole'}</td>
    </tr>
  );
}

export function FreshnessBadge({ source }: { source: string | undefined }) {
  const cursors = useCursors(source);
  const newest = useWindows({ ...(source === undefined ? {} : { source }), from: addDays(today(), -2), to: today() });
  const client = useQueryClient();
  const isFetching = useIsFetching() > 0;
  const held = (cursors.data?.cursors ?? []).filter((one) => one.held > 0);
  const readAt = (newest.data?.days ?? []).map((day) => day.read_at ?? '').reduce((a, b) => (a > b ? a : b), '');
  const isAway = cursors.isError;
  const late = lateCursors(held);
  const tone = isAway ? 'variance' : late.length > 0 ? 'explained' : readAt === '' ? 'quiet' : 'exact';
  const text = isAway ? '✕ not answering' : readAt === '' ? (cursors.isPending ? '◔ …' : '○ not read lately') : `◔ read ${agoText(readAt, Date.now())}`;
  return (
    <Popover className={`badge ${tone}`} align="end" label={<span data-testid="freshness">{text}</span>} title={readAt === '' ? 'When the provider was read' : `Read from the provider ${timeText(readAt)}`}>
      {() => (
        <div className="evidence">
          <h2>How fresh</h2>
          {isAway && <p className="bad">The service does not answer; what is shown is from before.</p>}
          {readAt !== '' && <p>The provider was last read {timeText(readAt)}.</p>}
          {held.length === 0 ? <p>Nothing was read yet.</p> : (
            <table className="plain"><tbody>{held.map((cursor) => <CursorLine key={cursor.name} cursor={cursor} />)}</tbody></table>
          )}
          <button type="button" className="button" data-first disabled={isFetching} onClick={() => void client.invalidateQueries()}>
            Ask the ledger again
          </button>
        </div>
      )}
    </Popover>
  );
}

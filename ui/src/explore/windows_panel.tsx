// WindowsPanel: the windows that a total is made of: what is held of each day, since when, and from where.
import type { WindowDay } from '../api/documents';
import { longDay, timeText } from '../format/days';
import { countText } from '../format/numbers';
import { changeParameters } from '../state/address';
import { picoOf } from '../format/decimal';
import type { Explored } from './use_explore';

export function originText(origin: string | null): string {
  if (origin === null) return '—';
  return origin.startsWith('export:') ? `export ${origin.slice(7, 15)}…` : 'provider';
}

function WindowLine({ day }: { day: WindowDay }) {
  const attempt = day.attempt !== null && day.attempt.outcome !== 'ok' ? `${day.attempt.outcome}: ${day.attempt.reason}` : '';
  return (
    <tr>
      <th scope="row"><button type="button" className="row-name" onClick={() => changeParameters({ day: day.date })}>{longDay(day.date)}</button></th>
      <td>{day.state}{attempt !== '' && <span className="bad"> · {attempt}</span>}</td>
      <td><span className="number">{countText(picoOf(day.rows))}</span></td>
      <td>{originText(day.origin)}</td>
      <td>{day.read_at === null ? '—' : timeText(day.read_at)}</td>
      <td>{day.revision ?? '—'}</td>
      <td title={day.content_hash ?? ''}><code>{day.content_hash?.slice(0, 10) ?? '—'}</code></td>
    </tr>
  );
}

export function WindowsPanel({ explored }: { explored: Explored }) {
  return (
    <section className="card panel" aria-label="Windows">
      <div className="row">
        <h2>The windows</h2>
        <span className="space" />
        <button type="button" className="button" onClick={() => changeParameters({ drill: null })}>Close</button>
      </div>
      <div className="scroll-x windows-list" tabIndex={0} role="region" aria-label="Windows by day">
        <table className="left-table">
          <thead><tr>{['Day', 'State', 'Rows', 'From', 'Read', 'Revision', 'Content'].map((text) => <th key={text} scope="col">{text}</th>)}</tr></thead>
          <tbody>{[...explored.windows].reverse().map((day) => <WindowLine key={day.date} day={day} />)}</tbody>
        </table>
      </div>
    </section>
  );
}

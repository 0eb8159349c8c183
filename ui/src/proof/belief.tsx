// Belief: what the ledger believed of a day at a time: its versions, and the one that was in force then.
import type { WindowVersion } from '../api/documents';
import { picoOf } from '../format/decimal';
import { timeText, today, type Day } from '../format/days';
import { countText } from '../format/numbers';
import { changeParameters } from '../state/address';
import { Quantity } from '../ui/quantity';
import { metricText } from './cause_words';

// In force at the end of that day; the newest by default.
export function versionAt(versions: WindowVersion[], believed: Day | null): WindowVersion | undefined {
  const known = believed === null ? versions : versions.filter((one) => one.recorded_at.slice(0, 10) <= believed);
  return [...known].sort((a, b) => a.recorded_at.localeCompare(b.recorded_at)).at(-1);
}

function Totals({ version, held }: { version: WindowVersion; held: WindowVersion | undefined }) {
  return (
    <div className="table-box scroll-x" tabIndex={0} role="region" aria-label="What was believed">
      <table className="sides">
        <thead><tr><th scope="col">Metric</th><th scope="col">Believed then</th><th scope="col">Held now</th><th scope="col">Change since</th></tr></thead>
        <tbody>
          {Object.entries(version.totals ?? {}).map(([name, then]) => {
            const now = picoOf(held?.totals?.[name] ?? null);
            const was = picoOf(then);
            return (
              <tr key={name}>
                <th scope="row">{metricText(name)}</th>
                <td><Quantity value={was} /></td>
                <td><Quantity value={now} /></td>
                <td>{was !== null && was === now ? <span className="quiet">none</span> : <Quantity value={now === null || was === null ? null : now - was} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

export function Belief({ day, versions, believed }: { day: Day; versions: WindowVersion[]; believed: Day | null }) {
  const then = versionAt(versions, believed);
  const held = versionAt(versions, null);
  return (
    <section className="card panel" aria-labelledby="belief-title">
      <div className="row">
        <h2 id="belief-title">What was believed</h2>
        <span className="space" />
        <label className="inline">at the end of <input type="date" min={day} max={today()} value={believed ?? ''} onChange={(event) => changeParameters({ believed: event.target.value })} /> UTC</label>
      </div>
      {versions.length === 0 && <p className="caption">Nothing was ever held of this day.</p>}
      {versions.length > 0 && then === undefined && <p data-testid="belief">Nothing was held of it yet.</p>}
      {then !== undefined && (
        <>
          <p data-testid="belief">Revision {then.revision}, {countText(picoOf(then.rows))} rows, since {timeText(then.recorded_at)}, by run {then.run}: <code title={then.content_hash ?? ''}>{then.content_hash?.slice(0, 16)}…</code></p>
          {then !== held && <Totals version={then} held={held} />}
          {then === held && versions.length > 1 && <p className="caption">This is what is held now. Choose an earlier day to see what was believed then.</p>}
        </>
      )}
      <ol className="versions" aria-label="Versions">
        {[...versions].reverse().map((one) => (
          <li key={one.revision} className={one === then ? 'shown' : ''}>
            <strong>{one.until_revision === null ? 'Held now' : `Until revision ${one.until_revision}`}</strong>
            <span> revision {one.revision}, {countText(picoOf(one.rows))} rows, {timeText(one.recorded_at)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

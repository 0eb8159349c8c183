// RunFigures: what a run read and stored, in five numbers.
import type { Run } from './run_documents';
import { count, durationText } from './run_words';

function Figure({ name, value, note }: { name: string; value: number; note: string }) {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd>
        <strong className="number" data-exact={value} data-figure={name}>{count(value)}</strong>
        <span className="figure-note">{note}</span>
      </dd>
    </div>
  );
}

export function RunFigures({ run }: { run: Run }) {
  const waited = run.waits_ms === 0 ? 'no waiting' : `${durationText(run.waits_ms / 1000)} of waiting`;
  return (
    <dl className="card figures">
      <Figure name="Rows read" value={run.rows_read} note={`${count(run.rows_written)} written`} />
      <Figure name="Windows changed" value={run.windows_changed} note="a window is a day of a surface" />
      <Figure name="Windows unchanged" value={run.windows_unchanged} note="read again, equal" />
      <Figure name="Windows parked" value={run.windows_parked} note={run.windows_parked === 0 ? 'everything was stored' : 'nothing of them was stored'} />
      <Figure name="Requests" value={run.requests} note={run.throttled + run.retries === 0 ? waited : `${count(run.throttled)} throttled, ${count(run.retries)} again, ${waited}`} />
    </dl>
  );
}

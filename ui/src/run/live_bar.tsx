// LiveBar: one run as one bar: windows done of all, the day that it is at, rows a second, time left.
import { longDay } from '../format/days';
import { useNow } from './use_now';
import type { LiveRun } from './live_run';
import { count, durationText } from './run_words';

const LEAST_TO_JUDGE = 3; // Windows and seconds from which a speed means something.

interface Props {
  live: LiveRun;
  startedAt: string;
}

export interface Pace {
  elapsed: number;
  rowsPerSecond: number | null;
  secondsLeft: number | null;
}

export function paceOf(live: LiveRun, startedAt: string, now: number): Pace {
  const elapsed = Math.max(0, (now - Date.parse(startedAt)) / 1000);
  const { progress } = live;
  if (progress === null || elapsed < LEAST_TO_JUDGE || progress.windows_done < LEAST_TO_JUDGE) {
    return { elapsed, rowsPerSecond: null, secondsLeft: null };
  }
  const left = Math.max(0, progress.windows_total - progress.windows_done);
  return { elapsed, rowsPerSecond: progress.rows_read / elapsed, secondsLeft: (left * elapsed) / progress.windows_done };
}

export function LiveBar({ live, startedAt }: Props) {
  const pace = paceOf(live, startedAt, useNow(1_000));
  const { progress } = live;
  const done = progress?.windows_done ?? 0;
  const total = progress?.windows_total ?? 0;
  const share = total === 0 ? 0 : Math.min(1, done / total);
  const isLost = live.connection === 'lost';
  return (
    <div className={`live${isLost ? ' stale' : ''}`}>
      <div
        className={`live-bar${progress === null ? ' waiting' : ''}`} role="progressbar" aria-label="Windows done"
        aria-valuemin={0} aria-valuemax={Math.max(total, 1)} aria-valuenow={done} aria-valuetext={total === 0 ? 'not known yet' : `${done} of ${total} windows`}
      >
        <span className="live-fill" style={{ width: `${share * 100}%` }} />
      </div>
      <dl className="live-facts">
        <div><dt>Windows</dt><dd><strong data-live="windows">{progress === null ? '—' : count(done)}</strong> of {progress === null ? '—' : count(total)}</dd></div>
        <div><dt>Rows read</dt><dd><strong data-live="rows">{count(progress?.rows_read)}</strong></dd></div>
        <div><dt>Rows a second</dt><dd>{pace.rowsPerSecond === null ? '—' : count(Math.round(pace.rowsPerSecond))}</dd></div>
        <div><dt>Requests</dt><dd>{count(progress?.requests)}</dd></div>
        <div><dt>Going for</dt><dd>{durationText(Math.floor(pace.elapsed))}</dd></div>
        <div><dt>Left, about</dt><dd>{pace.secondsLeft === null ? '—' : durationText(Math.ceil(pace.secondsLeft))}</dd></div>
      </dl>
      <p className="caption live-at" data-live="at">
        {isLost ? '○ The connection is lost; it is taken up again where it was.'
          : progress === null ? 'Waiting for the first answer of the provider.'
            : progress.day === null || progress.surface === null ? (live.head?.live === false ? 'Another process does this run; it is told by its record.' : 'At it.')
              : <>Last stored: <strong>{progress.surface}</strong> of {longDay(progress.day)}</>}
      </p>
    </div>
  );
}

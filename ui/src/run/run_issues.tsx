// RunIssues: what a person should know of a run; a parked day can be tried again from here.
import type { Me } from '../api/documents';
import { isDay } from '../format/days';
import { Link } from '../ui/link';
import { mayAct } from '../ui/role_note';
import { useStartRun } from './start_run';
import type { RunIssue } from './run_documents';
import { count } from './run_words';

const LOUD = new Set(['window_parked', 'shadow_failed', 'identity_broken', 'window_lost', 'archive_differs']);

// "costs 2026-03-05", "2026-03-05": the surface and the day that an issue names.
export function placeOf(where: string): { surface: string; day: string } | null {
  const words = where.split(' ');
  const day = words.at(-1) ?? '';
  if (!isDay(day) || words.length > 2) return null;
  return { surface: words.length === 2 ? words[0]! : 'completions', day };
}

interface Props {
  me: Me;
  source: string;
  issues: RunIssue[];
  isRunning: boolean;
  parameters: URLSearchParams;
}

export function RunIssues({ me, source, issues, isRunning, parameters }: Props) {
  const retry = useStartRun(parameters);
  if (issues.length === 0) return isRunning ? null : <p className="caption">✓ No issues.</p>;
  return (
    <section className="panel" aria-labelledby="issues-title">
      <h3 id="issues-title">Issues <span className="caption">{issues.length}</span></h3>
      {retry.problem !== null && <p className="bad" role="alert">✕ {retry.problem}</p>}
      <ul className="issues">
        {issues.map((issue, i) => {
          const place = placeOf(issue.where);
          return (
            <li key={i} className={LOUD.has(issue.code) ? 'issue loud' : 'issue'} data-issue={issue.code}>
              <p className="issue-head">
                <strong>{LOUD.has(issue.code) ? '✕ ' : '· '}{issue.code.replace(/_/g, ' ')}</strong>
                {issue.where !== '' && <span className="quiet">{place === null ? issue.where : <Link href={`/explore?source=${encodeURIComponent(source)}&from=${place.day}&to=${place.day}&day=${place.day}`}>{issue.where}</Link>}</span>}
                {issue.count > 1 && <span className="caption">{count(issue.count)} times</span>}
                <span className="space" />
                {issue.code === 'window_parked' && place !== null && !isRunning && mayAct(me, 'operator') && (
                  <button
                    type="button" className="small" disabled={retry.isBusy} aria-label={`Try ${place.surface} of ${place.day} again`}
                    onClick={() => retry.run({ source, surface: place.surface, from: place.day, to: place.day, label: 'parked day again' })}
                  >
                    Try again
                  </button>
                )}
              </p>
              <p className="issue-text">{issue.detail}</p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

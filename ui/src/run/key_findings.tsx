// KeyFindingsList: whose a key is and what it may read, as the provider said when it was asked.
import type { KeyFindings } from './run_documents';
import { count, surfaceStateOf } from './run_words';

export function KeyFindingsList({ findings }: { findings: KeyFindings }) {
  const read = findings.surfaces.filter((one) => one.state === 'ok');
  const not = findings.surfaces.filter((one) => one.state !== 'ok');
  return (
    <dl className="facts findings">
      <div><dt>Organisation</dt><dd>{findings.organisation ?? '— (the provider did not say)'}, {count(findings.projects)} projects seen</dd></div>
      <div><dt>May read usage</dt><dd className={findings.may_read_usage ? 'good' : 'bad'}>{findings.may_read_usage ? '✓ yes' : '✕ no'}</dd></div>
      <div><dt>May read</dt><dd title={read.map((one) => one.surface).join(', ')}>{read.length === findings.surfaces.length ? `✓ all ${read.length} surfaces` : read.map((one) => one.surface).join(', ') || '—'}</dd></div>
      {not.map((one) => <div key={one.surface}><dt>{one.surface}</dt><dd>{surfaceStateOf(one.state).text}{one.why === null ? '' : `: ${one.why}`}</dd></div>)}
      {findings.beyond_usage.length > 0 && <div><dt>And more than it needs</dt><dd>{findings.beyond_usage.join(', ')}</dd></div>}
    </dl>
  );
}

// AuditTable: entries of the audit log, newest first.
import { Moment } from '../ui/moment';
import { Tag } from '../ui/tag';
import type { AuditEntry } from './settings_documents';

const OUTCOMES: Record<AuditEntry['outcome'], { tone: string; text: string }> = {
  done: { tone: 'exact', text: '✓ done' }, begun: { tone: 'incomplete', text: '◔ begun' },
  refused: { tone: 'explained', text: '– refused' }, failed: { tone: 'variance', text: '✕ failed' },
};

export function AuditTable({ entries, isStale }: { entries: AuditEntry[]; isStale: boolean }) {
  return (
    <div className={`table-box scroll-x${isStale ? ' stale' : ''}`} tabIndex={0} role="region" aria-label="Audit log">
      <table className="left-table">
        <thead><tr><th scope="col">Entry</th><th scope="col">When</th><th scope="col">Who</th><th scope="col">From</th><th scope="col">Did what</th><th scope="col">To what</th><th scope="col">Outcome</th><th scope="col">Hash</th></tr></thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id} data-audit={entry.id}>
              <th scope="row">{entry.id}</th>
              <td><Moment at={entry.at} /></td>
              <td>{entry.actor === '' ? '—' : entry.actor}</td>
              <td>{entry.address === '' ? '—' : entry.address}</td>
              <td>{entry.action}</td>
              <td className="wrap">{[entry.target, entry.detail].filter((part) => part !== '').join(' · ') || '—'}</td>
              <td><Tag tone={OUTCOMES[entry.outcome].tone}>{OUTCOMES[entry.outcome].text}</Tag></td>
              <td><code title={entry.hash}>{entry.hash.slice(0, 10)}</code></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

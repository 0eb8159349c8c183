// ChainVerdict: whether the audit log is whole, as its chain of hashes says; with its head, to be noted
// at another place.
import { useState } from 'react';

import { ErrorState, Skeleton } from '../ui/states';
import { Tag } from '../ui/tag';
import { count } from '../run/run_words';
import { useAuditVerdict } from './settings_queries';

export function ChainVerdict() {
  const verdict = useAuditVerdict();
  const [copied, setCopied] = useState(false);
  if (verdict.data === undefined) {
    return <section className="card">{verdict.isError ? <ErrorState error={verdict.error} onRetry={() => void verdict.refetch()} /> : <Skeleton lines={2} />}</section>;
  }
  const { intact, entries, head, faults } = verdict.data;
  const [id = '', hash = ''] = head.split(':');
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(head);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  }
  return (
    <section className={`card chain${verdict.isError ? ' stale' : ''}`} aria-label="The chain of the audit log">
      <div className="row">
        <span data-testid="chain"><Tag tone={intact ? 'exact' : 'variance'}>{intact ? '✓ whole' : '✕ broken'}</Tag></span>
        <p>{count(entries)} {entries === 1 ? 'entry' : 'entries'}, {intact ? 'none edited, missing or cut off' : 'and something was done to them'}.</p>
        <span className="space" />
        <button type="button" className="button" disabled={verdict.isFetching} onClick={() => void verdict.refetch()}>Look again</button>
        {head !== '' && <button type="button" className="button" onClick={() => void copy()}>{copied ? '✓ Copied' : 'Copy the head'}</button>}
      </div>
      {head !== '' && <p className="caption">Head {id}: <code title={hash}>{hash.slice(0, 16)}…</code> Note it at another place: <code>cognitrack audit verify --head ID:HASH</code> then finds even a log that was written anew.</p>}
      {faults.length > 0 && <ul className="bad faults">{faults.map((fault) => <li key={fault}>✕ {fault}</li>)}</ul>}
    </section>
  );
}

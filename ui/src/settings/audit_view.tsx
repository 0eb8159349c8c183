// AuditView: what was changed, by whom, from where; and whether the log is whole.
import { changeParameters } from '../state/address';
import type { PageProps } from '../shell/routes';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';
import { AuditTable } from './audit_table';
import { ChainVerdict } from './chain_verdict';
import { useAudit } from './settings_queries';

export function AuditView({ parameters }: PageProps) {
  const text = parameters.get('before') ?? '';
  const before = /^\d{1,15}$/.test(text) ? Number(text) : null;
  const audit = useAudit(before);
  const oldest = audit.data?.at(-1)?.id ?? 1;
  return (
    <>
      <ChainVerdict />
      {audit.data === undefined && (audit.isError ? <ErrorState error={audit.error} onRetry={() => void audit.refetch()} /> : <Skeleton height={420} />)}
      {audit.data !== undefined && audit.data.length === 0 && <div className="card"><EmptyState title="Nothing here">There is no entry {before === null ? 'yet' : `before ${before}`}.</EmptyState></div>}
      {audit.data !== undefined && audit.data.length > 0 && <AuditTable entries={audit.data} isStale={audit.isPlaceholderData || audit.isError} />}
      <div className="row pager">
        {before !== null && <button type="button" className="button" onClick={() => changeParameters({ before: null })}>Newest</button>}
        <span className="space" />
        {oldest > 1 && <button type="button" className="button" onClick={() => changeParameters({ before: String(oldest) })}>Older entries</button>}
      </div>
    </>
  );
}

// CheckPages: every comparison on record, page by page; the page stands in the address.
import type { Me } from '../api/documents';
import { useParityPage } from '../api/queries';
import { changeParameters } from '../state/address';
import { partAddress } from '../ui/page_tabs';
import { ErrorState, Skeleton } from '../ui/states';
import { CheckList } from './check_list';

export function CheckPages({ me, parameters }: { me: Me; parameters: URLSearchParams }) {
  const cursor = parameters.get('cursor') ?? undefined;
  const page = useParityPage(cursor);
  if (page.data === undefined) {
    return page.isError ? <ErrorState error={page.error} onRetry={() => void page.refetch()} /> : <Skeleton height={200} />;
  }
  const next = page.data.next ?? null;
  return (
    <div className={`check-list${page.isPlaceholderData || page.isError ? ' stale' : ''}`}>
      <CheckList entries={page.data.parity} me={me} addressOf={(run) => partAddress('proof', `run-${run}`, parameters)} />
      {(cursor !== undefined || next !== null) && (
        <div className="row check-pages">
          {cursor !== undefined && <button type="button" className="button" onClick={() => changeParameters({ cursor: null })}>Newest</button>}
          {next !== null && <button type="button" className="button" onClick={() => changeParameters({ cursor: next })}>Older</button>}
        </div>
      )}
    </div>
  );
}

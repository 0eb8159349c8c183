// SessionTable: one's sessions, each with a way to end it.
import { send } from '../api/client';
import { Moment } from '../ui/moment';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';
import { Tag } from '../ui/tag';
import { useChange } from '../ui/use_change';
import { useSessions } from './settings_queries';

export function SessionTable() {
  const sessions = useSessions();
  const end = useChange((id: number) => send('delete', '/api/v1/sessions/{ID}', undefined, { ID: id }), ['sessions', 'me', 'audit']);
  if (sessions.data === undefined) {
    return sessions.isError ? <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} /> : <Skeleton lines={3} />;
  }
  if (sessions.data.length === 0) return <EmptyState title="No session" />;
  return (
    <>
      {end.problem !== null && <p className="bad" role="alert">✕ {end.problem}</p>}
      <div className={`scroll-x${sessions.isError ? ' stale' : ''}`} tabIndex={0} role="region" aria-label="Sessions">
        <table className="left-table">
          <thead><tr><th scope="col">From</th><th scope="col">Begun</th><th scope="col">Used last</th><th scope="col">Ends at the latest</th><th scope="col"><span className="unseen">End it</span></th></tr></thead>
          <tbody>
            {sessions.data.map((session) => (
              <tr key={session.id} data-session={session.id}>
                <th scope="row">{session.address} {session.current && <Tag tone="exact">✓ this one</Tag>}</th>
                <td><Moment at={session.created_at} /></td>
                <td><Moment at={session.used_at} /></td>
                <td><Moment at={session.ends_at} /></td>
                <td><button type="button" className="small" disabled={end.isBusy} aria-label={session.current ? 'End this session: you are logged out' : `End session ${session.id}`} onClick={() => end.run(session.id)}>{session.current ? 'Log out' : 'End it'}</button></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

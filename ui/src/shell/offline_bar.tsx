// OfflineBar: one line that says that the service does not answer, while what was shown stays.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { Problem } from '../api/client';

export function OfflineBar() {
  const client = useQueryClient();
  const [isAway, setAway] = useState(false);
  useEffect(() => client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return;
    if (event.action.type === 'success') setAway(false);
    if (event.action.type === 'error') setAway(event.action.error instanceof Problem && event.action.error.isOffline);
    if (event.action.type === 'failed') setAway(event.action.error instanceof Problem && event.action.error.isOffline);
  }), [client]);
  if (!isAway) return null;
  return (
    <div className="offline" role="status">
      ✕ The service does not answer. What is shown is from before, and still true of then.
      <button type="button" className="link" onClick={() => void client.refetchQueries()}>Ask again</button>
    </div>
  );
}

// What stands in a place whose content is not there: on its way, empty, or refused. Each keeps the
// place's size, and says what to do next.
import type { ReactNode } from 'react';

import { Problem } from '../api/client';

export function Skeleton({ lines = 3, height }: { lines?: number; height?: number }) {
  return (
    <div className="skeleton" aria-busy="true" aria-label="Loading" role="status">
      {height === undefined
        ? Array.from({ length: lines }, (_, i) => <span key={i} className="sunken-line" />)
        : <span className="sunken-block" style={{ height }} />}
    </div>
  );
}

export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="state">
      <p className="state-title">{title}</p>
      {children !== undefined && <div className="state-text">{children}</div>}
    </div>
  );
}

function reasonOf(error: unknown): { title: string; text: string; id: string | null } {
  if (!(error instanceof Problem)) {
    return { title: 'The page failed here', text: String(error), id: null };
  }
  if (error.isOffline) {
    return { title: 'The service does not answer', text: 'What was shown before stays; it is asked again.', id: null };
  }
  return { title: `The service refused this (${error.status})`, text: error.message, id: error.requestId };
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { title, text, id } = reasonOf(error);
  return (
    <div className="state error" role="alert">
      <p className="state-title">✕ {title}</p>
      <div className="state-text">
        <p>{text}</p>
        {id !== null && <p className="caption">Request {id}</p>}
      </div>
      {onRetry !== undefined && (
        <button type="button" className="button" onClick={onRetry}>Ask again</button>
      )}
    </div>
  );
}

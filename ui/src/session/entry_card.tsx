// EntryCard: the card in which one comes in.
import type { ReactNode } from 'react';

export function EntryCard({ title, problem, children }: { title: string; problem: string | null; children: ReactNode }) {
  return (
    <main className="entry">
      <div className="card entry-card">
        <p className="brand"><img src="/favicon.svg" alt="" width="22" height="22" />CogniTrack</p>
        <h1>{title}</h1>
        {problem !== null && <p className="bad" role="alert">✕ {problem}</p>}
        {children}
      </div>
    </main>
  );
}

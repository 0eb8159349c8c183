// The page begins here.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { Problem } from './api/client';
import { SessionGate } from './session/session_gate';
import { applyTheme } from './state/theme';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/explore.css';
import './styles/run.css';
import './styles/proof.css';
import './styles/money.css';

const A_MINUTE = 60_000;
const MOST_TRIES = 2;

applyTheme();
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', applyTheme);

// What was refused stays refused; what did not answer, or was busy, is asked again.
const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: A_MINUTE,
      networkMode: 'always',
      retry: (tries, error) => tries < MOST_TRIES && error instanceof Problem && (error.isOffline || error.status === 503),
      retryDelay: 700,
    },
  },
});
client.getQueryCache().subscribe((event) => {
  if (event.type !== 'updated' || event.action.type !== 'error') return;
  // A session that ended: ask who looks, which leads to the login.
  if (event.action.error instanceof Problem && event.action.error.status === 401 && event.query.queryKey[0] !== 'me') {
    void client.resetQueries({ queryKey: ['me'] });
  }
});

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <SessionGate />
    </QueryClientProvider>
  </StrictMode>,
);

// SessionGate: who looks. Nobody: the way to log in, and back to where one was going.
import { useEffect } from 'react';

import { bringCrossSiteToken, Problem } from '../api/client';
import { useMe } from '../api/queries';
import { AppShell } from '../shell/app_shell';
import { goTo, useAddress } from '../state/address';
import { ErrorState, Skeleton } from '../ui/states';
import { LoginPage } from './login_page';
import { SetupPage } from './setup_page';

export function SessionGate() {
  const { path, parameters } = useAddress();
  const isEntry = path === '/login' || path === '/setup';
  const me = useMe(!isEntry);
  const isRefused = me.error instanceof Problem && (me.error.status === 401 || me.error.status === 403);
  useEffect(() => {
    if (!isRefused || isEntry) return;
    const there = window.location.pathname + window.location.search;
    goTo(there === '/' ? '/login' : `/login?back=${encodeURIComponent(there)}`, { replace: true });
  }, [isRefused, isEntry, parameters]);

  if (path === '/setup') return <SetupPage />;
  if (path === '/login') return <LoginPage />;
  if (me.data !== undefined) {
    bringCrossSiteToken(me.data.csrf_token);
    return <AppShell me={me.data} />;
  }
  if (me.isError && !isRefused) {
    return <main className="entry"><ErrorState error={me.error} onRetry={() => void me.refetch()} /></main>;
  }
  return <main className="entry"><Skeleton height={420} /></main>;
}

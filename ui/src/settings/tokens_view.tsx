// TokensView: API tokens: one's own, and of an admin everybody's; made, shown once, revoked.
import { useState } from 'react';

import { send } from '../api/client';
import type { PageProps } from '../shell/routes';
import { AskDialog } from '../ui/ask_dialog';
import { OnceShown } from '../ui/once_shown';
import { mayAct } from '../ui/role_note';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';
import { useChange } from '../ui/use_change';
import { AddToken } from './add_token';
import type { ApiToken, NewToken } from './settings_documents';
import { useTokens } from './settings_queries';
import { TokenTable } from './token_table';

function RevokeDialog({ token, onClose }: { token: ApiToken; onClose: () => void }) {
  const revoke = useChange(() => send('delete', '/api/v1/tokens/{ID}', undefined, { ID: token.id }), ['tokens', 'audit'], onClose);
  return (
    <AskDialog title={`Revoke token ${token.id}, ${token.name}?`} action="Revoke it" isDangerous isBusy={revoke.isBusy} problem={revoke.problem} onClose={onClose} onSubmit={() => revoke.run()}>
      <p>Whoever sends it is refused from then on. It cannot be taken back.</p>
    </AskDialog>
  );
}

export function TokensView({ me }: PageProps) {
  const tokens = useTokens();
  const [isAdding, setAdding] = useState(false);
  const [made, showMade] = useState<NewToken | null>(null);
  const [revoked, revoke] = useState<ApiToken | null>(null);
  const isSession = me.by === 'session';
  return (
    <>
      <div className="part-head">
        <p className="lead">What programs send as <code>Authorization: Bearer ct_…</code>. {mayAct(me, 'admin') ? 'An admin sees everybody’s.' : 'These are your own.'}</p>
        {isSession
          ? <button type="button" className="button primary" onClick={() => setAdding(true)}>Make a token</button>
          : <p className="caption role-note">A token is made by who is logged in with a password.</p>}
      </div>
      {tokens.data === undefined && (tokens.isError ? <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} /> : <Skeleton height={240} />)}
      {tokens.data !== undefined && tokens.data.length === 0 && <div className="card"><EmptyState title="No token">A program that asks the interface needs one.</EmptyState></div>}
      {tokens.data !== undefined && tokens.data.length > 0 && <TokenTable me={me} tokens={tokens.data} isStale={tokens.isError} onRevoke={revoke} />}
      {isAdding && <AddToken me={me} onClose={() => setAdding(false)} onMade={(token) => { setAdding(false); showMade(token); }} />}
      {made !== null && (
        <OnceShown title={`Token ${made.id}, ${made.name}`} text={made.token} note="Keep it where secrets are kept: the ledger has its hash alone." onClose={() => showMade(null)} />
      )}
      {revoked !== null && <RevokeDialog token={revoked} onClose={() => revoke(null)} />}
    </>
  );
}

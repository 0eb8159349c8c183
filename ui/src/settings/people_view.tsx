// PeopleView: the accounts: who may what, and the one-time links by which they come in.
import { useState } from 'react';

import type { PageProps } from '../shell/routes';
import { OnceShown } from '../ui/once_shown';
import { ErrorState, Skeleton } from '../ui/states';
import { AddPerson } from './add_person';
import { linkText } from './one_time_link';
import { PeopleTable } from './people_table';
import type { AccountLink } from './settings_documents';
import { useAccounts } from './settings_queries';
import { timeText } from '../format/days';

export function PeopleView({ me }: PageProps) {
  const accounts = useAccounts();
  const [isAdding, setAdding] = useState(false);
  const [link, showLink] = useState<AccountLink | null>(null);
  return (
    <>
      <div className="part-head">
        <p className="lead">Who may come in, as what. A new account comes with a one-time link, by which a person sets the password.</p>
        <button type="button" className="button primary" onClick={() => setAdding(true)}>Invite somebody</button>
      </div>
      {accounts.data === undefined && (accounts.isError ? <ErrorState error={accounts.error} onRetry={() => void accounts.refetch()} /> : <Skeleton height={280} />)}
      {accounts.data !== undefined && <PeopleTable me={me} accounts={accounts.data} isStale={accounts.isError} onLink={showLink} />}
      {isAdding && <AddPerson me={me} onClose={() => setAdding(false)} onLink={(made) => { setAdding(false); showLink(made); }} />}
      {link !== null && (
        <OnceShown
          title={`A link for ${link.account.name}`} text={linkText(link)} onClose={() => showLink(null)}
          note={`It sets a password, once, until ${timeText(link.setup_expires_at)}. Send it to ${link.account.name} on a way that nobody else reads.`}
        />
      )}
    </>
  );
}

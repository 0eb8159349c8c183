// KeysView: the keys with which the provider is asked: masked, in which state, and what they may read.
import { useState } from 'react';

import { useSources } from '../api/queries';
import type { PageProps } from '../shell/routes';
import { changeParameters } from '../state/address';
import { mayAct, RoleNote } from '../ui/role_note';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';
import { AddKey } from './add_key';
import { KeyCard } from './key_card';
import { useProviderKeys } from './run_queries';

export function KeysView({ me, parameters }: PageProps) {
  const isAll = parameters.get('all') === 'true';
  const keys = useProviderKeys(isAll);
  const sources = useSources().data ?? [];
  const [isAdding, setAdding] = useState(false);
  const may = mayAct(me, 'admin');
  return (
    <>
      <div className="part-head">
        <p className="lead">Admin keys of organisations, sealed in the ledger. A secret goes in, and never comes out again.</p>
        <label className="option"><input type="checkbox" checked={isAll} onChange={(event) => changeParameters({ all: event.target.checked ? 'true' : null })} />removed ones, too</label>
        {may ? <button type="button" className="button primary" onClick={() => setAdding(true)}>Add a key</button> : <RoleNote me={me} role="admin" what="adding, checking and exchanging keys" />}
      </div>
      {keys.data === undefined && (keys.isError ? <ErrorState error={keys.error} onRetry={() => void keys.refetch()} /> : <Skeleton height={240} />)}
      {keys.data !== undefined && keys.data.length === 0 && (
        <section className="card">
          <EmptyState title="No key is stored">
            <p>{may ? 'Add an admin key of your organisation, and the first days can be read.' : 'An admin adds one.'} A key in the service’s setting OPENAI_ADMIN_KEY comes before stored ones.</p>
          </EmptyState>
        </section>
      )}
      <div className={`key-cards${keys.isError ? ' stale' : ''}`}>
        {keys.data?.map((key) => <KeyCard key={key.id} me={me} providerKey={key} />)}
      </div>
      {isAdding && <AddKey sources={sources.map((one) => one.name)} onClose={() => setAdding(false)} />}
    </>
  );
}

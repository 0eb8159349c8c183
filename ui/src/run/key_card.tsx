// KeyCard: one stored key: masked, its state and times, and what an admin may do with it.
import { useState } from 'react';

import { send } from '../api/client';
import type { Me } from '../api/documents';
import { Moment } from '../ui/moment';
import { mayAct } from '../ui/role_note';
import { Tag } from '../ui/tag';
import { useChange } from '../ui/use_change';
import { KeyDialog, type KeyOrder } from './key_dialog';
import { KeyFindingsList } from './key_findings';
import type { KeyCheck, ProviderKey } from './run_documents';
import { count } from './run_words';
import { keyName, keyStateOf, maskedText } from './key_words';

function KeyActions({ providerKey }: { providerKey: ProviderKey }) {
  const [order, ask] = useState<KeyOrder | null>(null);
  const segments = { ID: providerKey.id };
  const check = useChange(async () => ((await send('post', '/api/v1/keys/{ID}/check', undefined, segments)) as { checks: KeyCheck[] }).checks[0]!, ['keys', 'audit']);
  const enable = useChange(() => send('post', '/api/v1/keys/{ID}/enable', undefined, segments), ['keys', 'audit']);
  const isOut = providerKey.state === 'disabled' || providerKey.state === 'auth_failed';
  const label = (what: string): string => `${what} key ${providerKey.id}`;
  return (
    <>
      <div className="row key-actions">
        <button type="button" className="button" aria-label={label('Check')} disabled={check.isBusy} onClick={() => check.run()}>{check.isBusy ? 'Asking …' : 'Check'}</button>
        <button type="button" className="button" aria-label={label('Rotate')} onClick={() => ask('rotate')}>Rotate</button>
        {isOut
          ? <button type="button" className="button" aria-label={label('Enable')} disabled={enable.isBusy} onClick={() => enable.run()}>Put to use</button>
          : <button type="button" className="button" aria-label={label('Disable')} onClick={() => ask('disable')}>Take out of use</button>}
        <span className="space" />
        <button type="button" className="button danger" aria-label={label('Remove')} onClick={() => ask('remove')}>Remove</button>
      </div>
      <div role="status">
        {check.result !== undefined && (check.result.usable ? <p className="good">✓ It does.</p> : <p className="bad">✕ {check.result.error}</p>)}
        {check.result?.findings != null && <KeyFindingsList findings={check.result.findings} />}
        {check.result?.successor != null && <p>{keyName(check.result.successor)} took over.</p>}
      </div>
      {(check.problem ?? enable.problem) !== null && <p className="bad" role="alert">✕ {check.problem ?? enable.problem}</p>}
      {order !== null && <KeyDialog providerKey={providerKey} order={order} onClose={() => ask(null)} />}
    </>
  );
}

export function KeyCard({ me, providerKey }: { me: Me; providerKey: ProviderKey }) {
  const state = keyStateOf(providerKey.state);
  return (
    <section className="card key-card" aria-labelledby={`key-${providerKey.id}`} data-key-id={providerKey.id}>
      <div className="row">
        <h2 id={`key-${providerKey.id}`}>{keyName(providerKey)} <code className="masked">{maskedText(providerKey)}</code></h2>
        <Tag tone={state.tone}>{state.text}</Tag>
        {providerKey.label !== '' && <span className="caption">{providerKey.label}</span>}
      </div>
      {providerKey.reason !== null && <p className={providerKey.state === 'auth_failed' ? 'note bad' : 'note'}>{providerKey.reason}</p>}
      <dl className="facts">
        <div><dt>Source</dt><dd>{providerKey.source}</dd></div>
        <div><dt>Organisation</dt><dd>{providerKey.organisation ?? '—'}{providerKey.projects > 0 ? `, ${count(providerKey.projects)} projects` : ''}</dd></div>
        <div><dt>So since</dt><dd><Moment at={providerKey.since} /></dd></div>
        <div><dt>Used last</dt><dd><Moment at={providerKey.used_at} never="never" /></dd></div>
        <div><dt>Asked about</dt><dd><Moment at={providerKey.checked_at} never="never" /></dd></div>
        <div><dt>Added</dt><dd><Moment at={providerKey.added_at} />{providerKey.added_by === '' ? '' : ` by ${providerKey.added_by}`}</dd></div>
        <div><dt>Secret</dt><dd>{providerKey.kek_id === null ? 'gone' : `version ${providerKey.version}, sealed`}</dd></div>
      </dl>
      {mayAct(me, 'admin') && providerKey.state !== 'revoked' && <KeyActions providerKey={providerKey} />}
    </section>
  );
}

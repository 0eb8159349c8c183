// OwnView: who one is, one's password, and where one is logged in.
import type { PageProps } from '../shell/routes';
import { EmptyState } from '../ui/states';
import { Moment } from '../ui/moment';
import { OwnPassword } from './own_password';
import { SessionTable } from './session_table';

const MAY: Record<string, string> = {
  viewer: 'reads everything of the ledger',
  operator: 'also starts and cancels runs, switches flags, signs comparisons',
  admin: 'also keeps keys, people and tokens, and sees the audit log',
  owner: 'may everything, and makes other owners',
};

export function OwnView({ me }: PageProps) {
  return (
    <div className="two-columns">
      <section className="card" aria-labelledby="you-title">
        <h2 id="you-title">{me.account?.name ?? 'Nobody in particular'}</h2>
        <dl className="facts">
          <div><dt>Role</dt><dd><strong>{me.role}</strong>: {MAY[me.role]}</dd></div>
          <div><dt>Comes by</dt><dd>{me.by.replace(/_/g, ' ')}</dd></div>
          <div><dt>Sources</dt><dd>{me.sources === null ? 'all' : me.sources.join(', ')}</dd></div>
          <div><dt>This session ends</dt><dd>{me.ends_at === null ? '—' : <><Moment at={me.ends_at} />, or 30 min after its last use</>}</dd></div>
        </dl>
        {me.account === null && <p className="note">There is no account yet: whoever is on this machine may look. The link that the service printed at its start makes the first owner; <code>cognitrack accounts setup-link</code> makes another one.</p>}
      </section>
      {me.by === 'session' && <OwnPassword name={me.account?.name ?? ''} />}
      <section className="card wide" aria-labelledby="sessions-title">
        <h2 id="sessions-title">Where you are logged in</h2>
        {me.account === null ? <EmptyState title="No sessions without an account" /> : <SessionTable />}
      </section>
    </div>
  );
}

// PeopleTable: the accounts, each with what may be done to it.
import { useState } from 'react';

import type { Me } from '../api/documents';
import { Moment } from '../ui/moment';
import { mayAct } from '../ui/role_note';
import { Tag } from '../ui/tag';
import { PersonDialog, type PersonOrder } from './person_dialog';
import type { Account, AccountLink } from './settings_documents';

const STATES: Record<Account['state'], { tone: string; text: string }> = {
  active: { tone: 'exact', text: '✓ active' },
  invited: { tone: 'incomplete', text: '◔ invited' },
  disabled: { tone: 'explained', text: '– kept out' },
};

// Why nothing may be done to an account; null: something may.
export function closedWhy(me: Me, account: Account): string | null {
  if (!mayAct(me, account.role)) return 'a higher role than yours';
  return null;
}

// The last owner who can come in stays one.
export function isLastOwner(account: Account, accounts: Account[]): boolean {
  return account.role === 'owner' && account.state === 'active' && accounts.filter((one) => one.role === 'owner' && one.state === 'active').length === 1;
}

interface Props {
  me: Me;
  accounts: Account[];
  isStale: boolean;
  onLink: (link: AccountLink) => void;
}

export function PeopleTable({ me, accounts, isStale, onLink }: Props) {
  const [asked, ask] = useState<{ account: Account; order: PersonOrder } | null>(null);
  function PersonActions({ account }: { account: Account }) {
    const why = closedWhy(me, account);
    if (why !== null) return <span className="caption">{why}</span>;
    const isLast = isLastOwner(account, accounts);
    const button = (order: PersonOrder, text: string, isClosed = false) => (
      <button
        type="button" className="small" disabled={isClosed} title={isClosed ? 'the last owner who can come in stays one' : undefined}
        aria-label={`${text}: ${account.name}`} onClick={() => ask({ account, order })}
      >
        {text}
      </button>
    );
    return (
      <span className="actions">
        {button('role', 'Role', isLast)}
        {button('link', 'New link')}
        {button('sessions', 'Log out')}
        {account.state === 'disabled' ? button('enable', 'Let in') : button('disable', 'Keep out', isLast)}
        {button('remove', 'Remove', isLast)}
        {isLast && <span className="caption">the last owner stays one</span>}
      </span>
    );
  }
  return (
    <div className={`table-box scroll-x${isStale ? ' stale' : ''}`} tabIndex={0} role="region" aria-label="Accounts">
      <table className="left-table">
        <thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">State</th><th scope="col">Made</th><th scope="col">Last login</th><th scope="col"><span className="unseen">Change</span></th></tr></thead>
        <tbody>
          {accounts.map((account) => (
            <tr key={account.name} data-account={account.name}>
              <th scope="row">{account.name}{account.name === me.account?.name && <span className="caption"> you</span>}</th>
              <td>{account.role}</td>
              <td><Tag tone={STATES[account.state].tone}>{STATES[account.state].text}</Tag></td>
              <td><Moment at={account.created_at} /></td>
              <td><Moment at={account.last_login_at} never="never" /></td>
              <td>{PersonActions({ account })}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked !== null && <PersonDialog me={me} account={asked.account} order={asked.order} onClose={() => ask(null)} onLink={(link) => { ask(null); onLink(link); }} />}
    </div>
  );
}

// TokenTable: API tokens, whose, what they may, until when, used when.
import type { Me } from '../api/documents';
import { Moment } from '../ui/moment';
import { mayAct } from '../ui/role_note';
import { Tag } from '../ui/tag';
import type { ApiToken } from './settings_documents';
import { useAccounts } from './settings_queries';

interface Props {
  me: Me;
  tokens: ApiToken[];
  isStale: boolean;
  onRevoke: (token: ApiToken) => void;
}

export function TokenTable({ me, tokens, isStale, onRevoke }: Props) {
  const accounts = useAccounts(mayAct(me, 'admin')).data;
  // Of a higher role's account nothing is taken.
  const mayRevoke = (token: ApiToken): boolean => token.account === me.account?.name
    || mayAct(me, accounts?.find((one) => one.name === token.account)?.role ?? 'owner');
  return (
    <div className={`table-box scroll-x${isStale ? ' stale' : ''}`} tabIndex={0} role="region" aria-label="API tokens">
      <table className="left-table">
        <thead>
          <tr>
            <th scope="col">Token</th><th scope="col">Whose</th><th scope="col">May as</th><th scope="col">Sources</th><th scope="col">Made</th>
            <th scope="col">Holds until</th><th scope="col">Used last</th><th scope="col"><span className="unseen">Revoke</span></th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id} data-token={token.id}>
              <th scope="row">{token.id} · {token.name}</th>
              <td>{token.account}</td>
              <td>{token.role}</td>
              <td>{token.sources === null ? 'all' : token.sources.join(', ')}</td>
              <td><Moment at={token.created_at} /></td>
              <td>{token.expired ? <Tag tone="incomplete">○ over</Tag> : <Moment at={token.expires_at} never="for ever" />}</td>
              <td><Moment at={token.used_at} never="never" /></td>
              <td>{mayRevoke(token) ? <button type="button" className="small" aria-label={`Revoke token ${token.id}`} onClick={() => onRevoke(token)}>Revoke</button> : <span className="caption">a higher role’s</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

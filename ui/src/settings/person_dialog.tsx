// PersonDialog: what is done to an account, said before it is done.
import { send } from '../api/client';
import type { Me, Role } from '../api/documents';
import { AskDialog } from '../ui/ask_dialog';
import { mayAct } from '../ui/role_note';
import { useChange } from '../ui/use_change';
import { ROLES } from './add_person';
import type { Account, AccountLink } from './settings_documents';

export type PersonOrder = 'role' | 'link' | 'sessions' | 'disable' | 'enable' | 'remove';

interface Words {
  title: string;
  action: string;
  text: string;
  isDangerous?: boolean;
}

const WORDS: Record<PersonOrder, (name: string) => Words> = {
  role: (name) => ({ title: `Another role for ${name}`, action: 'Give it', text: 'Its sessions end with it.' }),
  link: (name) => ({ title: `A new link for ${name}?`, action: 'Make the link', text: 'It sets a new password, once. The account’s sessions end, and its older links with them.' }),
  sessions: (name) => ({ title: `Log ${name} out everywhere?`, action: 'End the sessions', text: 'All sessions end at once. API tokens go on.' }),
  disable: (name) => ({ title: `Keep ${name} out?`, action: 'Keep out', text: 'Sessions and API tokens of the account stop. What it made stays, and it can be let in again.', isDangerous: true }),
  enable: (name) => ({ title: `Let ${name} in again?`, action: 'Let in', text: 'With the password and the tokens that it had.' }),
  remove: (name) => ({ title: `Remove ${name}?`, action: 'Remove', text: 'The account, its sessions and its API tokens are gone. The audit log keeps what it did.', isDangerous: true }),
};

interface Props {
  me: Me;
  account: Account;
  order: PersonOrder;
  onClose: () => void;
  onLink: (link: AccountLink) => void;
}

function asked(order: PersonOrder, name: string, role: Role): Promise<unknown> {
  const segments = { NAME: name };
  switch (order) {
    case 'role': return send('post', '/api/v1/accounts/{NAME}/role', { role }, segments);
    case 'link': return send('post', '/api/v1/accounts/{NAME}/link', undefined, segments);
    case 'sessions': return send('delete', '/api/v1/accounts/{NAME}/sessions', undefined, segments);
    case 'disable': return send('post', '/api/v1/accounts/{NAME}/disable', undefined, segments);
    case 'enable': return send('post', '/api/v1/accounts/{NAME}/enable', undefined, segments);
    case 'remove': return send('delete', '/api/v1/accounts/{NAME}', undefined, segments);
  }
}

export function PersonDialog({ me, account, order, onClose, onLink }: Props) {
  const change = useChange(
    (role: Role) => asked(order, account.name, role), ['accounts', 'sessions', 'tokens', 'audit', 'me'],
    (answer) => (order === 'link' ? onLink(answer as AccountLink) : onClose()),
  );
  const words = WORDS[order](account.name);
  return (
    <AskDialog
      title={words.title} action={words.action} isDangerous={words.isDangerous ?? false} isBusy={change.isBusy} problem={change.problem} onClose={onClose}
      onSubmit={(form) => change.run(String(form.get('role') ?? account.role) as Role)}
    >
      <p>{words.text}</p>
      {order === 'role' && (
        <label>Role
          <select name="role" defaultValue={account.role} autoFocus>{ROLES.map(([role]) => <option key={role} value={role} disabled={!mayAct(me, role)}>{role}</option>)}</select>
        </label>
      )}
    </AskDialog>
  );
}

// AddPerson: an account with a role, and the link for its password.
import { send } from '../api/client';
import type { Me, Role } from '../api/documents';
import { AskDialog } from '../ui/ask_dialog';
import { mayAct } from '../ui/role_note';
import { useChange } from '../ui/use_change';
import type { AccountLink } from './settings_documents';

export const ROLES: [Role, string][] = [
  ['viewer', 'reads everything of the ledger'],
  ['operator', 'also starts runs, switches flags, signs comparisons'],
  ['admin', 'also keeps keys and people, sees the audit log'],
  ['owner', 'also makes and removes owners'],
];

interface Props {
  me: Me;
  onClose: () => void;
  onLink: (link: AccountLink) => void;
}

export function AddPerson({ me, onClose, onLink }: Props) {
  const add = useChange(
    async (order: { name: string; role: string }) => (await send('post', '/api/v1/accounts', order)) as AccountLink,
    ['accounts', 'audit'], onLink,
  );
  return (
    <AskDialog
      title="Invite somebody" action="Make the link" isBusy={add.isBusy} problem={add.problem} onClose={onClose}
      onSubmit={(form) => add.run({ name: String(form.get('name')).trim(), role: String(form.get('role')) })}
    >
      <label>Name <input name="name" autoComplete="off" required autoFocus maxLength={120} placeholder="ann@example.com" /></label>
      <fieldset className="options">
        <legend>Role</legend>
        {ROLES.map(([role, text]) => (
          <label key={role} className="option">
            <input type="radio" name="role" value={role} defaultChecked={role === 'viewer'} disabled={!mayAct(me, role)} />
            <span><strong>{role}</strong> <span className="caption">{text}{mayAct(me, role) ? '' : ' (higher than your own role)'}</span></span>
          </label>
        ))}
      </fieldset>
    </AskDialog>
  );
}

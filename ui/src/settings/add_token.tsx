// AddToken: a token for a program: what it may, of which sources, how long.
import { send } from '../api/client';
import type { Me, Role } from '../api/documents';
import { useSources } from '../api/queries';
import { AskDialog } from '../ui/ask_dialog';
import { mayAct } from '../ui/role_note';
import { useChange } from '../ui/use_change';
import { ROLES } from './add_person';
import type { NewToken } from './settings_documents';

interface Order {
  name: string;
  role: Role;
  sources?: string[];
  days: number;
}

interface Props {
  me: Me;
  onClose: () => void;
  onMade: (token: NewToken) => void;
}

export function AddToken({ me, onClose, onMade }: Props) {
  const sources = useSources().data ?? [];
  const add = useChange(async (order: Order) => (await send('post', '/api/v1/tokens', order)) as NewToken, ['tokens', 'audit'], onMade);
  function submit(form: FormData): void {
    const chosen = form.getAll('sources').map(String);
    add.run({
      name: String(form.get('name')).trim(), role: String(form.get('role')) as Role, days: Number(form.get('days')),
      ...(chosen.length === 0 ? {} : { sources: chosen }),
    });
  }
  return (
    <AskDialog title="Make a token" action="Make it" isBusy={add.isBusy} problem={add.problem} onClose={onClose} onSubmit={submit}>
      <label>Name <input name="name" required autoFocus autoComplete="off" maxLength={80} placeholder="nightly export" /></label>
      <div className="pair">
        <label>May at most as <select name="role" defaultValue="viewer">{ROLES.filter(([role]) => mayAct(me, role)).map(([role]) => <option key={role}>{role}</option>)}</select></label>
        <label>Days that it holds <input name="days" type="number" min={1} max={3650} defaultValue={90} required /></label>
      </div>
      {sources.length > 0 && (
        <fieldset className="options">
          <legend>Only these sources; none chosen: all</legend>
          {sources.map((one) => <label key={one.name} className="option"><input type="checkbox" name="sources" value={one.name} />{one.name}</label>)}
        </fieldset>
      )}
    </AskDialog>
  );
}

// FlagDialog: turns a flag on or off, or takes a scope's own entry back, for a reason.
import { send } from '../api/client';
import { AskDialog } from '../ui/ask_dialog';
import { useChange } from '../ui/use_change';

export type FlagOrder = 'on' | 'off' | 'reset';

interface Props {
  flag: string;
  source: string | null;
  order: FlagOrder;
  onClose: () => void;
}

const ACTIONS: Record<FlagOrder, string> = { on: 'Turn it on', off: 'Turn it off', reset: 'Take it back' };

export function FlagDialog({ flag, source, order, onClose }: Props) {
  const change = useChange(
    async (reason: string) => {
      const body = { ...(reason === '' ? {} : { reason }), ...(source === null ? {} : { source }) };
      return order === 'reset'
        ? send('delete', '/api/v1/flags/{NAME}', body, { NAME: flag })
        : send('post', '/api/v1/flags/{NAME}', { ...body, value: order }, { NAME: flag });
    },
    ['flags', 'audit', 'runs'],
    onClose,
  );
  const where = source === null ? 'everywhere' : `for ${source}`;
  return (
    <AskDialog
      title={order === 'reset' ? `Take back what ${flag} says ${where}?` : `Turn ${flag} ${order} ${where}?`}
      action={ACTIONS[order]} isDangerous={order === 'off'} isBusy={change.isBusy} problem={change.problem} onClose={onClose}
      onSubmit={(form) => change.run(String(form.get('reason')).trim())}
    >
      <p>
        {order === 'off' && 'Nothing is pulled by itself from then on. Runs that a person starts go on, and the first pull after it is on again reads what was missed.'}
        {order === 'on' && 'It takes a proof (each surface’s newest comparison proves a day of the last seven) or a reason. It is signed with your name.'}
        {order === 'reset' && 'What holds elsewhere then holds here, too.'}
      </p>
      <label>Reason <input name="reason" maxLength={200} autoComplete="off" autoFocus required={order !== 'on'} placeholder={order === 'on' ? 'needed where there is no proof' : 'a restatement is under way'} /></label>
    </AskDialog>
  );
}

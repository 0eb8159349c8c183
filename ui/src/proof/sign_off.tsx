// SignOff: who put a name under a comparison, or the way to do so.
import { useState } from 'react';

import { send } from '../api/client';
import type { Me, ParityEntry } from '../api/documents';
import { shortDay, timeText } from '../format/days';
import { AskDialog } from '../ui/ask_dialog';
import { mayAct } from '../ui/role_note';
import { useChange } from '../ui/use_change';

export function SignOff({ entry, me }: { entry: ParityEntry; me: Me }) {
  const [isOpen, setOpen] = useState(false);
  const sign = useChange(
    (note: string) => send('post', '/api/v1/parity/{run}/sign', note === '' ? {} : { note }, { run: entry.run }),
    ['parity'],
    () => setOpen(false),
  );
  if (entry.signed_at !== null) {
    return <span title={`${timeText(entry.signed_at)}${entry.note === '' ? '' : `: ${entry.note}`}`}>{entry.signed_by}, {shortDay(entry.signed_at.slice(0, 10), true)}</span>;
  }
  if (!mayAct(me, 'operator')) return <span className="caption" title="Signing takes the role operator">not signed</span>;
  return (
    <>
      <button type="button" className="button small" aria-label={`Sign comparison ${entry.run}`} onClick={() => setOpen(true)}>Sign …</button>
      {isOpen && (
        <AskDialog
          title={`Sign comparison ${entry.run}`}
          action="Sign"
          isBusy={sign.isBusy}
          problem={sign.problem}
          onClose={() => setOpen(false)}
          onSubmit={(form) => sign.run(String(form.get('note')).trim())}
        >
          <p>Your name goes under the verdict “{entry.verdict}” with {entry.differences_total} differences, and stays on record.</p>
          <label>Note <input name="note" autoFocus placeholder="why this is accepted" /></label>
        </AskDialog>
      )}
    </>
  );
}

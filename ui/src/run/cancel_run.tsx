// CancelRun: has a run end between two of its windows, once somebody said yes.
import { useState } from 'react';

import { send } from '../api/client';
import { AskDialog } from '../ui/ask_dialog';
import { useChange } from '../ui/use_change';

export function CancelRun({ id }: { id: number }) {
  const [isOpen, setOpen] = useState(false);
  const cancel = useChange(() => send('post', '/api/v1/runs/{ID}/cancel', undefined, { ID: id }), ['run', 'runs'], () => setOpen(false));
  return (
    <>
      <button type="button" className="button danger" disabled={cancel.result !== undefined} onClick={() => setOpen(true)}>
        {cancel.result === undefined ? 'Cancel' : 'Ending …'}
      </button>
      {isOpen && (
        <AskDialog title={`Cancel run ${id}?`} action="Cancel the run" isDangerous isBusy={cancel.isBusy} problem={cancel.problem} onClose={() => setOpen(false)} onSubmit={() => cancel.run()}>
          <p>It ends between two windows, within seconds. What was stored stays, and the next run goes on from there.</p>
        </AskDialog>
      )}
    </>
  );
}

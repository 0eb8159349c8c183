// KeyDialog: exchanges a key's secret, takes it out of use, or forgets it.
import { useRef } from 'react';

import { send } from '../api/client';
import { AskDialog } from '../ui/ask_dialog';
import { useChange } from '../ui/use_change';
import { FoundKey } from './found_key';
import type { KeyChange, ProviderKey } from './run_documents';
import { keyName } from './key_words';
import { SecretField, spent } from './secret_field';

export type KeyOrder = 'rotate' | 'disable' | 'remove';

interface Props {
  providerKey: ProviderKey;
  order: KeyOrder;
  onClose: () => void;
}

const TOUCHED = ['keys', 'audit'];

function RotateDialog({ providerKey, onClose }: Omit<Props, 'order'>) {
  const field = useRef<HTMLInputElement>(null);
  const rotate = useChange(
    async (order: { secret: string }) => (await send('post', '/api/v1/keys/{ID}/rotate', spent(order), { ID: providerKey.id })) as KeyChange,
    TOUCHED,
  );
  if (rotate.result !== undefined) return <FoundKey change={rotate.result} onClose={onClose} />;
  return (
    <AskDialog
      title={`Another secret for key ${providerKey.id}`} action="Check and exchange it" isBusy={rotate.isBusy} problem={rotate.problem} onClose={onClose}
      onSubmit={(form) => {
        field.current!.value = '';
        rotate.run({ secret: String(form.get('secret')).trim() });
      }}
    >
      <p>It must be of the same organisation. Number, source and cursors stay; the old secret is gone from the ledger.</p>
      <SecretField field={field} label="The new secret" />
    </AskDialog>
  );
}

function ReasonDialog({ providerKey, order, onClose }: Props & { order: 'disable' | 'remove' }) {
  const segments = { ID: providerKey.id };
  const change = useChange(
    (reason: string) => (order === 'disable' ? send('post', '/api/v1/keys/{ID}/disable', { reason }, segments) : send('delete', '/api/v1/keys/{ID}', { reason }, segments)),
    TOUCHED, onClose,
  );
  const isRemoval = order === 'remove';
  return (
    <AskDialog
      title={isRemoval ? `Remove key ${providerKey.id} for good?` : `Take key ${providerKey.id} out of use?`} action={isRemoval ? 'Forget its secret' : 'Take it out of use'}
      isDangerous isBusy={change.isBusy} problem={change.problem} onClose={onClose} onSubmit={(form) => change.run(String(form.get('reason')).trim())}
    >
      <p>{isRemoval ? `The secret of ${keyName(providerKey).toLowerCase()} is forgotten; what was read with it stays.` : 'Its secret is kept; it can be put to use again.'} The oldest spare of {providerKey.source}, if there is one, takes over.</p>
      <label>Reason <input name="reason" maxLength={200} autoComplete="off" required autoFocus /></label>
    </AskDialog>
  );
}

export function KeyDialog({ providerKey, order, onClose }: Props) {
  return order === 'rotate'
    ? <RotateDialog providerKey={providerKey} onClose={onClose} />
    : <ReasonDialog providerKey={providerKey} order={order} onClose={onClose} />;
}

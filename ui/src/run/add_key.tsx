// AddKey: takes up a key, and tells what the provider says of it. The secret leaves the page with the
// request, whatever its answer.
import { useRef } from 'react';

import { send } from '../api/client';
import { AskDialog } from '../ui/ask_dialog';
import { useChange } from '../ui/use_change';
import { FoundKey } from './found_key';
import type { KeyChange } from './run_documents';
import { SecretField, spent } from './secret_field';

interface Order {
  secret: string;
  source?: string;
  label?: string;
  spare: boolean;
}

export function AddKey({ sources, onClose }: { sources: string[]; onClose: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const add = useChange(
    async (order: Order) => (await send('post', '/api/v1/keys', spent(order))) as KeyChange,
    ['keys', 'sources', 'cursors', 'audit'],
  );
  if (add.result !== undefined) return <FoundKey change={add.result} onClose={onClose} />;
  function submit(form: FormData): void {
    const text = (name: string): string => String(form.get(name) ?? '').trim();
    field.current!.value = '';
    add.run({
      secret: text('secret'), spare: form.get('spare') !== null,
      ...(text('source') === '' ? {} : { source: text('source') }), ...(text('label') === '' ? {} : { label: text('label') }),
    });
  }
  return (
    <AskDialog title="Add a key" action="Check and store it" isBusy={add.isBusy} problem={add.problem} onClose={onClose} onSubmit={submit}>
      <SecretField field={field} label="Admin key" />
      <p className="caption">An owner of the organisation makes one; reading usage is all that it needs. The provider is asked whose it is before it is stored.</p>
      <label>Label, if you like <input name="label" maxLength={80} autoComplete="off" placeholder="of finance" /></label>
      <label>Source <input name="source" list="known-sources" autoComplete="off" pattern="[a-z0-9][a-z0-9_\-]*" placeholder={sources[0] ?? 'openai'} /></label>
      <datalist id="known-sources">{sources.map((name) => <option key={name} value={name} />)}</datalist>
      <label className="option"><input type="checkbox" name="spare" />a spare: it takes over where the one in use is refused</label>
    </AskDialog>
  );
}

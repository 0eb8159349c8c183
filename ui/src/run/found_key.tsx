// FoundKey: what became of a key, and what the provider said of it.
import { useEffect, useRef } from 'react';

import type { KeyChange } from './run_documents';
import { KeyFindingsList } from './key_findings';
import { keyName, keyStateOf } from './key_words';

const KINSHIP: Record<string, string> = {
  first: 'the first key of this source', same: 'of the organisation of this source, proven', unknown: 'nothing speaks against its being of this source',
};

export function FoundKey({ change, onClose }: { change: KeyChange; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const { key, findings, kinship, successor } = change;
  return (
    <dialog ref={dialog} className="dialog" aria-label={`${keyName(key)} is stored`} onClose={onClose}>
      <h2>✓ {keyName(key)} is stored</h2>
      <div className="fields">
        <p>It is {keyStateOf(key.state).text.slice(2)} for {key.source}{kinship === null ? '' : `: ${KINSHIP[kinship]}`}.</p>
        {successor !== null && <p>{keyName(successor)} is in use now.</p>}
        {findings !== null && <KeyFindingsList findings={findings} />}
        <div className="row"><span className="space" /><button type="button" className="button primary" onClick={onClose}>Good</button></div>
      </div>
    </dialog>
  );
}

// OnceShown: a secret that is shown this once, in a dialog with a way to copy it. It is gone from the page
// with the dialog.
import { useEffect, useRef, useState } from 'react';

interface Props {
  title: string;
  text: string;
  note: string;
  onClose: () => void;
}

export function OnceShown({ title, text, note, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState('');
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    field.current?.select();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  async function copy(): Promise<void> {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(text);
      setCopied('✓ Copied');
    } catch {
      setCopied('The browser does not let it be copied from here: press Ctrl+C');
    }
  }
  return (
    <dialog ref={dialog} className="dialog" aria-label={title} onClose={onClose}>
      <h2>{title}</h2>
      <div className="fields">
        <p>{note}</p>
        <label>Shown this once <input ref={field} className="mono" readOnly value={text} onFocus={(event) => event.currentTarget.select()} /></label>
        <p className="caption" role="status">{copied}</p>
        <div className="row">
          <span className="space" />
          <button type="button" className="button" onClick={onClose}>I have it</button>
          <button type="button" className="button primary" onClick={() => void copy()}>Copy</button>
        </div>
      </div>
    </dialog>
  );
}

// AskDialog: what is needed before something is changed: a form in a dialog. Escape leaves everything as
// it was.
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';

interface Props {
  title: string;
  action: string; // What the button says.
  isDangerous?: boolean;
  isBusy: boolean;
  problem: string | null;
  onClose: () => void;
  onSubmit: (form: FormData) => void;
  children: ReactNode;
}

export function AskDialog({ title, action, isDangerous = false, isBusy, problem, onClose, onSubmit, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  }
  return (
    <dialog ref={dialog} className="dialog" aria-label={title} onClose={onClose}>
      <h2>{title}</h2>
      <form className="fields" onSubmit={submit}>
        {children}
        {problem !== null && <p className="bad" role="alert">✕ {problem}</p>}
        <div className="row">
          <span className="space" />
          <button type="button" className="button" onClick={onClose}>Leave it</button>
          <button type="submit" className={`button ${isDangerous ? 'danger' : 'primary'}`} disabled={isBusy}>{isBusy ? 'At it …' : action}</button>
        </div>
      </form>
    </dialog>
  );
}

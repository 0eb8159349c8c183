// KeyList: the keys of the page, in a dialog that `?` opens.
import { useEffect, useRef } from 'react';

import { PAGES } from './routes';

const KEYS: [string, string][] = [
  [PAGES.map((page) => `g ${page.key}`).join(' · '), PAGES.map((page) => page.text).join(' · ')],
  ['[ · ]', 'the period before · after'],
  ['t', 'this period up to today'],
  ['w · m · q · y', 'the last 7 · 30 · 90 · 365 days'],
  ['/', 'filter'],
  ['c', 'compare with the period before'],
  ['1 … 9', 'what is measured'],
  ['← → · Home · End', 'walk the bars'],
  ['Enter', 'open the day or the row'],
  ['Escape', 'back, close'],
  ['d', 'dark or light'],
  ['?', 'these keys'],
];

export function KeyList({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen && dialog.current?.open === false) dialog.current.showModal();
    if (!isOpen) dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="keys-title" onClose={onClose}>
      <h2 id="keys-title">Keys</h2>
      <dl className="key-list">
        {KEYS.map(([keys, text]) => (
          <div key={keys}>
            <dt>{keys.split(' · ').map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <button type="button" className="button" onClick={() => dialog.current?.close()}>Close</button>
    </dialog>
  );
}

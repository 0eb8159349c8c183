// Keys of the page: single ones, and "g" with a letter. Where somebody writes, none counts.
import { useEffect, useRef } from 'react';

export type KeyActions = Record<string, () => void>;
const PATIENCE_MS = 1_200;

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement
    && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}

// `{ '?': help, 'g e': explore }`. The newest actions count.
export function useKeys(actions: KeyActions): void {
  const newest = useRef(actions);
  newest.current = actions;
  useEffect(() => {
    let first = '';
    let pressedAt = 0;
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isWriting(event.target) || document.querySelector('dialog[open]') !== null) return;
      const pair = event.timeStamp - pressedAt < PATIENCE_MS ? `${first} ${event.key}` : '';
      first = event.key;
      pressedAt = event.timeStamp;
      const action = newest.current[pair] ?? newest.current[event.key];
      if (action === undefined) return;
      event.preventDefault();
      first = '';
      action();
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

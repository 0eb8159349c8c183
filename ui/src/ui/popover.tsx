// Popover: a button with something that opens under it. Escape and a click elsewhere close it, and the
// focus goes back to the button.
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';

interface Props {
  label: ReactNode;
  title?: string;
  className?: string;
  align?: 'start' | 'end';
  // Gets a function that closes it.
  children: (close: () => void) => ReactNode;
  openKey?: string; // data-key of the button, for keys of the page.
}

export function Popover({ label, title, className = 'chip', align = 'start', children, openKey }: Props) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };

  useEffect(() => {
    if (!isOpen) return undefined;
    const panel = box.current?.querySelector<HTMLElement>('.popover');
    panel?.querySelector<HTMLElement>('[data-first], input, button, a, select')?.focus();
    function onPointer(event: PointerEvent): void {
      if (box.current?.contains(event.target as Node) === false) setOpen(false);
    }
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, [isOpen]);

  return (
    <div
      className="popover-box"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
      onBlur={(event) => {
        if (event.relatedTarget !== null && box.current?.contains(event.relatedTarget) === false) setOpen(false);
      }}
    >
      <button
        type="button"
        ref={button}
        className={className}
        title={title}
        data-key={openKey}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {label}
      </button>
      {isOpen && (
        <div className={`popover ${align}`} id={id}>
          {children(close)}
        </div>
      )}
    </div>
  );
}

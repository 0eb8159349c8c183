// Link: an address of the page; the browser's own ways of opening it go on working.
import type { AnchorHTMLAttributes, MouseEvent } from 'react';

import { goTo } from '../state/address';

export function Link({ href, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  function follow(event: MouseEvent<HTMLAnchorElement>): void {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    goTo(href);
  }
  return <a href={href} onClick={follow} {...rest} />;
}

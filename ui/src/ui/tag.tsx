// Tag: a state as shape, word and colour.
import type { ReactNode } from 'react';

export function Tag({ tone, children, title }: { tone: string; children: ReactNode; title?: string }) {
  return <span className={`tag ${tone}`} title={title}>{children}</span>;
}

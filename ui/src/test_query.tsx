// What component tests stand on: a service that answers from a table of documents.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { vi } from 'vitest';

// `answers`: path → document, or a status.
export function answering(answers: Record<string, unknown>): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (address: string) => {
    asked.push(address);
    const answer = answers[address.split('?')[0]!];
    if (answer === undefined) return Promise.reject(new TypeError('nothing answers'));
    if (typeof answer === 'number') {
      return Promise.resolve(new Response(JSON.stringify({ code: 'usage', detail: `refused with ${answer}` }), { status: answer }));
    }
    return Promise.resolve(new Response(JSON.stringify(answer)));
  });
  return asked;
}

export function shown(element: ReactElement) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(<QueryClientProvider client={client}>{element}</QueryClientProvider>);
}

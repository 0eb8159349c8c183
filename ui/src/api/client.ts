// How the page asks the service: typed by openapi.json, digits kept, refusals as values of one class.
import { parseExact } from '../format/exact_json';
import type { Documents } from './documents';
import type { paths } from './schema';

// A refusal as RFC 9457 tells it, or no answer at all (status 0).
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly requestId: string | null = null,
  ) {
    super(detail);
  }

  get isOffline(): boolean {
    return this.status === 0;
  }
}

type PathsWith<Method extends string> = {
  [P in keyof paths]: paths[P] extends Record<Method, { parameters: unknown }> ? P : never;
}[keyof paths];
type QueryOf<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } } ? Q : never;
type BodyOf<P extends keyof paths, M extends 'post' | 'delete'> = paths[P] extends Record<
  M,
  { requestBody?: { content: { 'application/json': infer B } } }
>
  ? B
  : undefined;

export type Query<P extends keyof paths> = QueryOf<P>;

let crossSiteToken: string | null = null;

// What GET /api/v1/me gave; every change brings it.
export function bringCrossSiteToken(token: string | null): void {
  crossSiteToken = token;
}

function filled(path: string, segments: Record<string, string | number>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(segments[name])));
}

export function queryText(query: Record<string, unknown> | undefined): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || value === '' || value === false) continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

async function problemOf(response: Response): Promise<Problem> {
  const id = response.headers.get('x-request-id');
  try {
    const body = JSON.parse(await response.text()) as { code?: string; detail?: string; title?: string };
    return new Problem(response.status, body.code ?? 'unknown', body.detail ?? body.title ?? '', id);
  } catch {
    return new Problem(response.status, 'unknown', `the service answered ${response.status}`, id);
  }
}

async function askText(address: string, init: RequestInit): Promise<string> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(address, { credentials: 'same-origin', ...init });
    text = response.ok ? await response.text() : '';
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, 'offline', 'the service does not answer');
  }
  if (!response.ok) throw await problemOf(response);
  return text;
}

async function ask(address: string, init: RequestInit): Promise<unknown> {
  const text = await askText(address, init);
  return text === '' ? null : parseExact(text);
}

// The document at `path`, as documents.ts describes it.
export async function get<P extends keyof Documents & PathsWith<'get'>>(
  path: P,
  query?: QueryOf<P>,
  options: { segments?: Record<string, string | number>; signal?: AbortSignal } = {},
): Promise<Documents[P]> {
  const address = filled(path, options.segments ?? {}) + queryText(query as Record<string, unknown>);
  return (await ask(address, { signal: options.signal ?? null })) as Documents[P];
}

// What is exported as one object a line. An answer that ends early is no answer.
export async function getLines<P extends PathsWith<'get'>>(path: P, query: QueryOf<P>, signal: AbortSignal): Promise<unknown[]> {
  const text = await askText(path + queryText(query as Record<string, unknown>), { signal });
  return text.split('\n').filter((line) => line !== '').map(parseExact);
}

// A change. Secrets go in the body alone.
export async function send<M extends 'post' | 'delete', P extends PathsWith<M>>(
  method: M,
  path: P,
  body?: BodyOf<P, M>,
  segments: Record<string, string | number> = {},
): Promise<unknown> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (crossSiteToken !== null) headers['x-csrf-token'] = crossSiteToken;
  const init = { method: method.toUpperCase(), headers, body: JSON.stringify(body ?? {}) };
  return ask(filled(path, segments), init);
}

export interface Sent {
  document: unknown;
  location: string | null; // Of what was made.
}

// A file as the body. `onSent`: bytes that have left. XMLHttpRequest, as fetch tells nothing of a body on its way.
export function sendFile(path: string, query: Record<string, unknown>, file: File, onSent: (bytes: number) => void): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path + queryText(query));
    request.setRequestHeader('content-type', 'text/csv');
    if (crossSiteToken !== null) request.setRequestHeader('x-csrf-token', crossSiteToken);
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onerror = () => reject(new Problem(0, 'offline', 'the service does not answer'));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve({ document: parseExact(request.responseText), location: request.getResponseHeader('location') });
      } else {
        const headers = new Headers({ 'x-request-id': request.getResponseHeader('x-request-id') ?? '' });
        void problemOf(new Response(request.responseText, { status: request.status, headers })).then(reject);
      }
    };
    request.send(file);
  });
}

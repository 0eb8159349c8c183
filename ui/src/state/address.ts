// The address is the state: path and parameters, and nothing beside them. Back and forward are exact.
import { useMemo, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('popstate', tell);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('popstate', tell);
  };
}

function current(): string {
  return window.location.pathname + window.location.search;
}

// `replace`: no entry in the history, for what changes many times in a row.
export function goTo(address: string, options: { replace?: boolean } = {}): void {
  if (address === current()) return;
  if (options.replace === true) window.history.replaceState(null, '', address);
  else window.history.pushState(null, '', address);
  tell();
}

export interface Address {
  path: string;
  segments: string[];
  parameters: URLSearchParams;
}

export function useAddress(): Address {
  const address = useSyncExternalStore(subscribe, current);
  return useMemo(() => {
    const url = new URL(address, 'http://page');
    return {
      path: url.pathname,
      segments: url.pathname.split('/').filter((part) => part !== '').map(decodeURIComponent),
      parameters: url.searchParams,
    };
  }, [address]);
}

export type Change = Record<string, string | string[] | null>;

// The same parameters with some of them others; null and '' take one away.
export function changed(parameters: URLSearchParams, change: Change): URLSearchParams {
  const next = new URLSearchParams(parameters);
  for (const [name, value] of Object.entries(change)) {
    next.delete(name);
    for (const one of value === null ? [] : Array.isArray(value) ? value : [value]) {
      if (one !== '') next.append(name, one);
    }
  }
  return next;
}

// "=", ":" and "," may stand in a query as they are; links stay readable.
export function addressOf(path: string, parameters: URLSearchParams): string {
  const text = parameters.toString().replace(/%3A/g, ':').replace(/%2C/g, ',');
  return text === '' ? path : `${path}?${text}`;
}

export function changeParameters(change: Change, options: { replace?: boolean } = {}): void {
  const parameters = changed(new URLSearchParams(window.location.search), change);
  goTo(addressOf(window.location.pathname, parameters), options);
}

// Light, dark, or as the machine has it. Kept by the browser: a link does not carry it.
import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark' | 'auto';
const PLACE = 'cognitrack.theme';
const listeners = new Set<() => void>();

function kept(): Theme {
  const text = window.localStorage?.getItem(PLACE);
  return text === 'light' || text === 'dark' ? text : 'auto';
}

export function applyTheme(): void {
  const dark = kept() === 'dark' || (kept() === 'auto' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

export function chooseTheme(theme: Theme): void {
  window.localStorage?.setItem(PLACE, theme);
  applyTheme();
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, kept);
}

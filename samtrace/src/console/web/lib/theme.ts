import { createStore } from './store.ts';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'theme';
const theme = createStore<Theme>(stored());
apply(theme.get());

export const useTheme = theme.use;

/** Cycles through the system theme, light, and dark. */
export function nextTheme(): void {
  const next: Theme = theme.get() === 'system' ? 'light' : theme.get() === 'light' ? 'dark' : 'system';
  localStorage.setItem(KEY, next);
  apply(next);
  theme.set(next);
}

function apply(value: Theme): void {
  if (value === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
}

function stored(): Theme {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}

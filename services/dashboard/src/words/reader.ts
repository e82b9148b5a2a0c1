import { negotiate, pseudoLanguages, type PageLanguage } from '@caselog/words/pages';
import { useSyncExternalStore } from 'react';
import { preferences } from '../app/preferences.ts';

/** In which language the pages of those who ask for help speak. The desk's own pages are in English. */

let spoken: PageLanguage | undefined;
const listeners = new Set<() => void>();
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const readerLanguage = {
  /** The one spoken now; undefined before any was. */
  get: (): PageLanguage | undefined => spoken,
  /** Takes note that its words are there: what is shown is said anew. */
  set(language: PageLanguage): void {
    if (spoken === language) return;
    spoken = language;
    for (const listener of listeners) listener();
  },
};

/** The language spoken now, English before any was; draws anew when it changes. */
export const useReaderLanguage = (): PageLanguage =>
  useSyncExternalStore(subscribe, readerLanguage.get) ?? 'en';

/**
 * The language a reader is met in: the one chosen here by hand, else that in which its customer is written to, else the browser's first
 * that the desk speaks.
 */
export const wantedLanguage = (registered: string | null): PageLanguage => {
  const { language: chosen } = preferences.get();
  return (
    pseudoLanguages.find((pseudo) => pseudo === chosen) ??
    negotiate(chosen, registered, ...navigator.languages)
  );
};

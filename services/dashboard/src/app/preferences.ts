import { useSyncExternalStore } from 'react';
import { z } from 'zod';

const preferencesSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  density: z.enum(['dense', 'comfortable']).catch('dense'),
  keys: z.boolean().catch(true),
  /** Whether long lists come as pages of a plain table instead of one that draws only what is in view. */
  pages: z.boolean().catch(false),
  /** Which language a requester's pages speak, where it was chosen by hand. */
  language: z.string().optional().catch(undefined),
});
/** What a reader chose for this browser. */
export type Preferences = z.infer<typeof preferencesSchema>;

const place = 'caselog-preferences';

const read = (): Preferences => {
  try {
    return preferencesSchema.parse(JSON.parse(localStorage.getItem(place) ?? '{}'));
  } catch (error) {
    // Storage may be forbidden, and what stands there may be another program's.
    if (!(error instanceof DOMException || error instanceof SyntaxError || error instanceof z.ZodError))
      throw error;
    return preferencesSchema.parse({});
  }
};

let current = read();
const listeners = new Set<() => void>();

const apply = ({ theme, density }: Preferences): void => {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
  dataset['density'] = density;
};
apply(current);

export const preferences = {
  get: (): Preferences => current,
  set(change: Partial<Preferences>): void {
    current = { ...current, ...change };
    apply(current);
    try {
      localStorage.setItem(place, JSON.stringify(current));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
    for (const listener of listeners) listener();
  },
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, preferences.get);

import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { importDemonstration } from '@caselog/history';
import type { Home } from '@caselog/process';
import type { Progress } from './progress.ts';

export interface DemonstrationOptions {
  readonly home: Home;
  readonly store: EventStore;
  readonly env: Env;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

const words = {
  reading: 'reading the demonstration history',
  appending: 'loading the demonstration history',
} as const;

/**
 * Loads the demonstration history into an empty ledger, and finishes a load that was interrupted. A ledger that holds anything else is
 * left alone. Says whether anything was loaded.
 */
export const loadDemonstration = async (options: DemonstrationOptions): Promise<boolean> => {
  const { home, store, env, progress, signal } = options;
  const unfinished = home.file('demonstration.unfinished');
  if ((await store.head()) > 0 && !existsSync(unfinished)) return false;
  await writeFile(unfinished, 'The demonstration history is being loaded; the next start finishes it.\n');
  try {
    await importDemonstration({
      store,
      env,
      signal,
      onProgress: ({ phase, done, total }) => progress.update(words[phase], done, total),
    });
  } finally {
    progress.end();
  }
  await rm(unfinished);
  return true;
};

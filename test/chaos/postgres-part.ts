import type { PostgresServer } from '../support/postgres.ts';
import type { Part } from './part.ts';

/** The database of shared read models. It ends as by a power cut and is there again at once; it is never paused. */
export const postgresPart = (server: PostgresServer): Part => {
  let disturbed: Promise<void> = Promise.resolve();
  const crash = (): Promise<void> => (disturbed = disturbed.then(() => server.crash()));
  return {
    name: 'postgres',
    deaths: [],
    lastWords: () => [],
    kill: crash,
    pause: crash,
    heal: () => disturbed,
    stop: () => server.stop(),
  };
};

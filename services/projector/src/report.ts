import type { Env } from '@caselog/env';
import type { Logger } from '@caselog/process';
import type { ProjectorOptions } from './projector.ts';

const everyMs = 5_000;

/** Says how far the projector is, at most every few seconds, and what its reader had to heal. */
export const reporter = (
  log: Logger,
  env: Env,
): Required<Pick<ProjectorOptions, 'onProgress' | 'onNote'>> => {
  let events = 0;
  let saidAt = env.now();
  return {
    onProgress: (progress) => {
      events += progress.events;
      if (env.now() - saidAt < everyMs) return;
      log.info({ position: progress.position, events }, 'projected');
      [events, saidAt] = [0, env.now()];
    },
    onNote: ({ kind, ...note }) =>
      kind === 'joined'
        ? log.info(note, 'following the broadcast')
        : log.warn({ kind, ...note }, 'broadcast'),
  };
};

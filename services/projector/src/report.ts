import type { Env } from '@caselog/env';
import type { Logger } from '@caselog/process';
import type { KeepNote } from '@caselog/projections';
import type { ProjectorOptions } from './projector.ts';

const everyMs = 5_000;

/** What the log says of a note. */
const sayer = (log: Logger) => (note: KeepNote) => {
  switch (note.kind) {
    case 'working':
      log.info({ shards: note.shards, takenOver: note.takenOver }, 'working');
      break;
    case 'standing-by':
      log.info('standing by: another projector works');
      break;
    case 'retrying': {
      const { reader, stream, position, reason, attempts } = note.lane;
      log.warn(
        { reader, stream, position, reason, attempts, waitMs: note.waitMs },
        'a lane waits and is tried again',
      );
      break;
    }
    case 'quarantined': {
      const { reader, stream, position, reason } = note.lane;
      log.error({ reader, stream, position, reason }, 'a lane stopped: release it or skip its event');
      break;
    }
    case 'flowing':
      log.info({ reader: note.reader, stream: note.stream }, 'a lane flows again');
      break;
    case 'trouble':
      log.warn({ err: note.error }, 'trouble that is waited out');
      break;
    case 'rebuilding':
      log.debug(note.progress, 'rebuilding');
      break;
    case 'rebuilt':
      log.info({ model: note.model, position: note.position }, 'rebuilt and swapped in');
      break;
    case 'rebuild-failed':
      log.error({ model: note.model, err: note.error }, 'a rebuild failed: the live read model stays');
      break;
    default:
      note satisfies never;
  }
};

/** Says how far the projector is, at most every few seconds, and what happened to it. */
export const reporter = (
  log: Logger,
  env: Env,
): Required<Pick<ProjectorOptions, 'onProgress' | 'onNote' | 'onKeepNote'>> => {
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
    onKeepNote: sayer(log),
  };
};

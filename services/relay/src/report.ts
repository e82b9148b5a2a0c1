import type { RelayLag, RelayNote } from '@caselog/broadcast';
import type { NatsNote } from '@caselog/broadcast-nats';
import type { Env } from '@caselog/env';
import type { Logger } from '@caselog/process';

/** A broadcast behind for longer than this is worth a warning, repeated as often. */
const lagWarningMs = 10_000;

export interface Report {
  onNote(note: RelayNote): void;
  onLag(lag: RelayLag): void;
  onNats(note: NatsNote): void;
}

/** Writes what happens to a relay as log lines: positions and reasons, never an event's data. */
export function createReport(log: Logger, env: Env): Report {
  let warnedAtMs = -Infinity;
  return {
    onNote({ kind, ...note }) {
      if (kind !== 'interrupted') log.info(note, kind);
      else if ('error' in note) log.warn({ reason: note.reason, err: note.error }, kind);
      else log.warn(note, kind);
    },
    onLag(lag) {
      const nowMs = env.now();
      if (lag.behindMs < lagWarningMs || nowMs - warnedAtMs < lagWarningMs) return;
      warnedAtMs = nowMs;
      log.warn(lag, 'the broadcast lags');
    },
    onNats({ kind, detail, error }) {
      if (kind === 'connected') log.info({ servers: detail }, kind);
      else log.warn({ detail, ...(error !== undefined && { err: error }) }, kind);
    },
  };
}

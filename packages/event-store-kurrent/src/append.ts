import { InvalidAppendError, isRepeat, meetsExpectation, OutcomeUnknownError } from '@caselog/event-store';
import type { AppendResult, EncodedAppend } from '@caselog/event-store';
import { NO_STREAM } from '@kurrent/kurrentdb-client';
import type { AppendResult as DriverResult } from '@kurrent/kurrentdb-client';
import type { Clients } from './clients.ts';
import { KurrentAccessDeniedError, KurrentUnavailableError, StreamTombstonedError } from './errors.ts';
import { safeNumber, toDriver } from './events.ts';
import { failureOf } from './failures.ts';
import type { KnownEvent, KnownIds, StreamIds } from './known-ids.ts';
import type { KnownPositions } from './positions.ts';
import type { Reader } from './reader.ts';
import { BackOff, StalledError, watched } from './retry.ts';
import type { Settings } from './settings.ts';

export interface AppenderParts {
  readonly clients: Clients;
  readonly reader: Reader;
  readonly ids: KnownIds;
  readonly positions: KnownPositions;
  readonly settings: Settings;
}

/** What one attempt to write came to. */
type Attempt =
  | { readonly kind: 'written'; readonly revision: number; readonly position: number | undefined }
  /** Somebody else wrote to the stream since we looked. */
  | { readonly kind: 'moved' }
  /** Not taken, by this node or now. `isWritten` is possible where others' appends shared the connection. */
  | { readonly kind: 'refused'; readonly mayBeWritten: boolean; readonly error: unknown };

/** An append under way. */
interface Task {
  readonly append: EncodedAppend;
  readonly until: number;
  readonly backOff: BackOff;
  /** An attempt of ours may have been written behind this revision. */
  wroteBehind?: number;
}

/**
 * Appends with the port's rules. KurrentDB recognises a repeat only where it was first written, or, for writers that expect nothing, as long
 * as it remembers the id. So each append looks first which ids the stream holds, and is then written with the exact revision it saw: what it
 * found still holds when the server writes, or the server refuses and it looks again.
 */
export class Appender {
  readonly #parts: AppenderParts;

  constructor(parts: AppenderParts) {
    this.#parts = parts;
  }

  async append(append: EncodedAppend): Promise<AppendResult> {
    const { settings, ids } = this.#parts;
    const { stream } = append;
    const task: Task = {
      append,
      until: settings.env.now() + settings.deadlineMs,
      backOff: new BackOff(settings, `append to ${stream}`),
    };
    try {
      return await this.#run(task);
    } catch (error) {
      // What was seen may be true no more.
      ids.forget(stream);
      throw error;
    }
  }

  async #run(task: Task): Promise<AppendResult> {
    const { stream } = task.append;
    let seen = this.#parts.ids.get(stream);
    let isFresh = false;
    for (;;) {
      const judged = seen && (await this.#judge(task, seen, isFresh));
      if (judged && judged !== 'write') return judged;
      if (judged === 'write') {
        const attempt = await this.#write(task, seen!.last);
        if (attempt.kind === 'written') return this.#appended(task.append, attempt);
        if (attempt.kind === 'refused') await this.#pause(task, seen!.last, attempt);
      }
      seen = await this.#look(task);
      isFresh = true;
    }
  }

  /** Undefined: what was seen is too old to decide. */
  async #judge(task: Task, seen: StreamIds, isFresh: boolean): Promise<AppendResult | 'write' | undefined> {
    const { append } = task;
    const known = append.events.flatMap(({ id }) => seen.ids.get(id) ?? []);
    if (known.length === append.events.length) return this.#repeated(task, known);
    if (known.length === 0 && meetsExpectation(append.expectedRevision, seen.last)) return 'write';
    if (!isFresh) return undefined;
    isRepeat([append], (_, id) => seen.ids.has(id));
    return { outcome: 'conflict', expected: append.expectedRevision, actual: seen.last };
  }

  async #repeated({ append, wroteBehind }: Task, known: readonly KnownEvent[]): Promise<AppendResult> {
    const last = known.reduce((a, b) => (b.revision > a.revision ? b : a));
    const position = last.position ?? (await this.#positionOf(append.stream, last.revision));
    const first = Math.min(...known.map(({ revision }) => revision));
    const outcome = wroteBehind !== undefined && first === wroteBehind + 1 ? 'appended' : 'repeated';
    return { outcome, revision: last.revision, position };
  }

  async #positionOf(stream: string, revision: number): Promise<number> {
    const [event] = await this.#parts.reader.readStream(stream, { from: revision, limit: 1 });
    if (event?.revision !== revision) throw new OutcomeUnknownError(stream);
    return event.position;
  }

  /** Reads what the stream holds beyond what is known of it. */
  async #look({ append, until, wroteBehind }: Task): Promise<StreamIds> {
    const { reader, ids, settings } = this.#parts;
    const { stream } = append;
    const from = (ids.get(stream)?.last ?? -1) + 1;
    const ms = Math.max(1, until - settings.env.now());
    const late = new AbortController();
    try {
      const reading = reader.readStream(stream, { from }, late.signal);
      return ids.learn(stream, from, await watched(settings, { ms }, reading));
    } catch (error) {
      if (wroteBehind === undefined && !(error instanceof StalledError)) throw error;
      throw givenUp(stream, wroteBehind !== undefined, error);
    } finally {
      late.abort();
    }
  }

  async #write({ append, until }: Task, last: number): Promise<Attempt> {
    const { clients, settings } = this.#parts;
    const { stream, events } = append;
    const ms = Math.max(1, until - settings.env.now());
    const options = {
      streamState: last === -1 ? NO_STREAM : BigInt(last),
      requiresLeader: true,
      deadline: ms,
    } as const;
    return clients.use(async ({ client, retire }) => {
      try {
        const writing = client.appendToStream(stream, events.map(toDriver), options);
        return written(await watched(settings, { ms }, writing));
      } catch (error) {
        const failure = failureOf(error);
        if (failure !== 'wrong-expected-version' && failure !== 'not-leader' && failure !== 'too-large')
          retire();
        return refused(stream, error);
      }
    });
  }

  #appended(
    { stream, events }: EncodedAppend,
    { revision, position }: Extract<Attempt, { kind: 'written' }>,
  ): AppendResult | Promise<AppendResult> {
    const { ids, positions } = this.#parts;
    const from = revision - events.length + 1;
    const learned = events.map(({ id }, index) => ({
      id,
      revision: from + index,
      position: index === events.length - 1 ? position : undefined,
    }));
    ids.learn(stream, from, learned);
    positions.note(position);
    if (position !== undefined) return { outcome: 'appended', revision, position };
    return this.#positionOf(stream, revision).then((found) => ({
      outcome: 'appended',
      revision,
      position: found,
    }));
  }

  /** Pauses before another attempt, unless the time left is too short to learn what would come of it. */
  async #pause(task: Task, last: number, attempt: Extract<Attempt, { kind: 'refused' }>): Promise<void> {
    if (attempt.mayBeWritten) task.wroteBehind = last;
    const { env, deadlineMs } = this.#parts.settings;
    await task.backOff.pause(attempt.error, new AbortController().signal);
    if (task.until - env.now() >= deadlineMs / 10) return;
    throw givenUp(task.append.stream, task.wroteBehind !== undefined, attempt.error);
  }
}

const givenUp = (stream: string, mayBeWritten: boolean, cause: unknown): Error =>
  mayBeWritten
    ? new OutcomeUnknownError(stream, { cause })
    : new KurrentUnavailableError(`append to ${stream}`, { cause });

function written({ success, nextExpectedRevision, position }: DriverResult): Attempt {
  if (!success) return { kind: 'moved' };
  return {
    kind: 'written',
    revision: safeNumber('revision', nextExpectedRevision),
    position: position && safeNumber('position', position.commit),
  };
}

/** Throws what ends the append. */
function refused(stream: string, error: unknown): Attempt {
  const failure = failureOf(error);
  switch (failure) {
    case 'wrong-expected-version':
      return { kind: 'moved' };
    case 'not-handled':
      return { kind: 'refused', mayBeWritten: false, error };
    case 'not-leader':
      return { kind: 'refused', mayBeWritten: true, error };
    case 'denied':
      throw new KurrentAccessDeniedError(`append to ${stream}`, { cause: error });
    case 'tombstoned':
      throw new StreamTombstonedError(stream, { cause: error });
    case 'too-large':
      throw new InvalidAppendError(stream, 'it is larger than the server takes at once', { cause: error });
    case 'not-found':
    case 'unknown':
      throw new OutcomeUnknownError(stream, { cause: error });
    default:
      return failure satisfies never;
  }
}

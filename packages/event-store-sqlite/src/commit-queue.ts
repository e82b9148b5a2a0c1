import type { Env } from '@caselog/env';
import { OutcomeUnknownError, StoreClosedError } from '@caselog/event-store';
import type { AppendResult } from '@caselog/event-store';
import { FileIoError, FileLockedError, WriterThreadError } from './errors.ts';
import { nextTurn } from './turn.ts';
import type { Group, GroupOutcome } from './writer.ts';

interface Waiting {
  readonly group: Group;
  readonly resolve: (results: readonly AppendResult[]) => void;
  readonly reject: (error: unknown) => void;
}

export interface CommitQueueOptions {
  readonly path: string;
  readonly env: Env;
  /** How long a lock of another process is waited for. */
  readonly lockWaitMs: number;
  /** One transaction; see `Writer.write`. */
  readonly write: (groups: readonly Group[]) => readonly GroupOutcome[] | Promise<readonly GroupOutcome[]>;
  /**
   * Who is ready to append is waited for before a commit: right where the commit holds up the thread that the others run in. Where another
   * thread commits, they gather while it does.
   */
  readonly gathers: boolean;
  /** Called after each commit that may have added events. */
  readonly onCommit: () => void;
}

/** Groups in one transaction at most: bounds how long the thread is busy with one. */
const groupsPerCommitMax = 1024;
const lockPauseMsMax = 10;

/**
 * Group commit: all appends that wait go into one transaction with one flush to disk, and each is acknowledged after it. While one
 * commit runs the next ones gather, so the batch is as large as the load asks for, and a lone append waits for nobody.
 */
export class CommitQueue {
  readonly #options: CommitQueueOptions;
  #waiting: Waiting[] = [];
  #draining: Promise<void> | undefined;
  #isClosed = false;
  #fault: unknown;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
  }

  append(group: Group): Promise<readonly AppendResult[]> {
    if (this.#isClosed) return Promise.reject(new StoreClosedError());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ group, resolve, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Takes no more, and resolves once all that was taken is settled. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      if (this.#options.gathers) await this.#gather();
      await this.#commit();
    }
    this.#draining = undefined;
  }

  /** Whoever is ready to append joins the commit, turn by turn, for as long as anybody does: a flush costs the same for all. */
  async #gather(): Promise<void> {
    for (let gathered = 0; gathered < this.#waiting.length && gathered < groupsPerCommitMax;) {
      gathered = this.#waiting.length;
      await nextTurn();
    }
  }

  async #commit(): Promise<void> {
    const { env, lockWaitMs } = this.#options;
    const deadline = env.now() + lockWaitMs;
    for (;;) {
      const batch = this.#waiting.slice(0, groupsPerCommitMax);
      const error = this.#fault ?? (await this.#tryCommit(batch));
      if (error instanceof FileLockedError && env.now() < deadline) {
        await env.sleep(env.random() * lockPauseMsMax);
        continue;
      }
      this.#waiting = this.#waiting.slice(batch.length);
      if (error !== undefined) for (const { group, reject } of batch) reject(this.#errorFor(group, error));
      return;
    }
  }

  /** Settles the batch; or returns why nothing of it is stored, or is known to be. */
  async #tryCommit(batch: readonly Waiting[]): Promise<unknown> {
    let outcomes: readonly GroupOutcome[];
    try {
      const written = this.#options.write(batch.map(({ group }) => group));
      outcomes = written instanceof Promise ? await written : written;
    } catch (error) {
      // After a failed flush the system may report the next one as good although pages are lost: nothing more is acknowledged.
      if (error instanceof OutcomeUnknownError)
        this.#fault =
          error.cause instanceof WriterThreadError
            ? error.cause
            : new FileIoError(this.#options.path, { cause: error });
      return error;
    }
    batch.forEach(({ resolve, reject }, at) => {
      const outcome = outcomes[at]!;
      if ('results' in outcome) resolve(outcome.results);
      else reject(outcome.error);
    });
    this.#options.onCommit();
    return undefined;
  }

  #errorFor(group: Group, error: unknown): unknown {
    return error instanceof OutcomeUnknownError
      ? new OutcomeUnknownError(group[0]!.stream, { cause: error.cause })
      : error;
  }
}

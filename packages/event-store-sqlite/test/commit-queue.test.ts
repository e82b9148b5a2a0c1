import { describe, expect, it } from 'vitest';
import { systemEnv } from '@caselog/env';
import { OutcomeUnknownError, StoreClosedError } from '@caselog/event-store';
import { CommitQueue } from '../src/commit-queue.ts';
import { FileIoError, FileLockedError } from '../src/index.ts';
import type { Group, GroupOutcome } from '../src/writer.ts';

const group = (stream: string): Group => [{ stream, events: [], expectedRevision: 'any' }];
const appended = { outcome: 'appended', revision: 0, position: 1 } as const;

function queueOn(
  write: (groups: readonly Group[]) => readonly GroupOutcome[] | Promise<readonly GroupOutcome[]>,
  { lockWaitMs = 1000, gathers = true } = {},
) {
  let commits = 0;
  const queue = new CommitQueue({
    path: 'ledger.db',
    env: systemEnv,
    lockWaitMs,
    write,
    gathers,
    onCommit: () => (commits += 1),
  });
  return { queue, commits: () => commits };
}

const succeed = (groups: readonly Group[]) => groups.map(() => ({ results: [appended] }));
const reasonOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );

describe('the commit queue', () => {
  it('hands the first over at once where another thread commits, and all that came meanwhile together', async () => {
    const sizes: number[] = [];
    const { queue } = queueOn(
      async (groups) => {
        sizes.push(groups.length);
        return Promise.resolve(succeed(groups));
      },
      { gathers: false },
    );
    await Promise.all(['a', 'b', 'c'].map((stream) => queue.append(group(stream))));
    expect(sizes).toEqual([1, 2]);
  });

  it('puts all that wait into one commit, and the next ones into the next', async () => {
    const sizes: number[] = [];
    const { queue, commits } = queueOn((groups) => {
      sizes.push(groups.length);
      return succeed(groups);
    });
    await Promise.all(Array.from({ length: 20 }, (_, at) => queue.append(group(`a-${at}`))));
    await queue.append(group('b-1'));
    expect(sizes).toEqual([20, 1]);
    expect(commits()).toBe(2);
  });

  it('bounds a commit, and keeps the order in which appends came', async () => {
    const order: string[] = [];
    const { queue, commits } = queueOn((groups) => {
      order.push(...groups.map(([append]) => append!.stream));
      return succeed(groups);
    });
    const streams = Array.from({ length: 3000 }, (_, at) => `a-${at}`);
    await Promise.all(streams.map((stream) => queue.append(group(stream))));
    expect(order).toEqual(streams);
    expect(commits()).toBe(3);
  });

  it('tells each caller that the outcome is unknown when the flush fails, and takes no more', async () => {
    let writes = 0;
    const { queue, commits } = queueOn(() => {
      writes += 1;
      throw new OutcomeUnknownError('a-0', { cause: new Error('disk I/O error') });
    });
    const reasons = await Promise.all(['a-1', 'a-2'].map((stream) => reasonOf(queue.append(group(stream)))));
    expect(reasons).toMatchObject([{ stream: 'a-1' }, { stream: 'a-2' }]);
    for (const reason of reasons) expect(reason).toBeInstanceOf(OutcomeUnknownError);
    expect(await reasonOf(queue.append(group('a-3')))).toBeInstanceOf(FileIoError);
    expect([writes, commits()]).toEqual([1, 0]);
  });

  it('waits for a lock, taking along who comes meanwhile, and gives up in time', async () => {
    let isLocked = true;
    const { queue } = queueOn(
      (groups) => {
        if (isLocked) throw new FileLockedError('ledger.db');
        return succeed(groups);
      },
      { lockWaitMs: 40 },
    );
    const waiting = [queue.append(group('a-1'))];
    await systemEnv.sleep(5);
    waiting.push(queue.append(group('a-2')));
    isLocked = false;
    expect(await Promise.all(waiting)).toEqual([[appended], [appended]]);
    isLocked = true;
    expect(await reasonOf(queue.append(group('a-3')))).toBeInstanceOf(FileLockedError);
    isLocked = false;
    expect(await queue.append(group('a-4'))).toEqual([appended]);
  });

  it('settles what it has taken before it closes, and takes nothing after', async () => {
    const { queue } = queueOn(succeed);
    const taken = queue.append(group('a-1'));
    const closing = queue.close();
    expect(await reasonOf(queue.append(group('a-2')))).toBeInstanceOf(StoreClosedError);
    await closing;
    expect(await taken).toEqual([appended]);
    await queue.close();
  });
});

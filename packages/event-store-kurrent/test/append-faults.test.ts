import {
  InvalidAppendError,
  OutcomeUnknownError,
  PartialRepeatError,
  StoreUnavailableError,
} from '@caselog/event-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppendFault, KurrentNode } from '../../../test/support/kurrentdb/index.ts';
import { KurrentAccessDeniedError, KurrentUnavailableError } from '../src/index.ts';
import type { Retry } from '../src/index.ts';
import { plain, startBench } from './support/double.ts';
import type { Bench } from './support/double.ts';
import { failureOf, idsOf, newEvent, newEvents, readAll } from './support/events.ts';

let bench: Bench;
let node: KurrentNode;
const begin = async (nodes = 1) => {
  bench = await startBench({ nodes });
  node = bench.cluster.nodes[0]!;
};
const appendsSent = () => bench.cluster.nodes.flatMap(({ calls }) => calls).filter(isAppend).length;
const isAppend = ({ method }: { readonly method: string }) => method === 'batchAppend';

describe('an append of unknown outcome', () => {
  beforeEach(() => begin());
  afterEach(() => bench.end());

  const lost: readonly (readonly [string, AppendFault, 'appended' | 'repeated'])[] = [
    ['the connection broke before it was written', 'cut-before-write', 'appended'],
    ['the connection broke after it was written', 'cut-after-write', 'repeated'],
    ['the server timed out before it was written', 'time-out-before-write', 'appended'],
    ['the server timed out after it was written', 'time-out-after-write', 'repeated'],
  ];
  it.each(lost)(
    'is told when %s, is not sent again, and is resolved by a repeat',
    async (_, fault, outcome) => {
      const store = bench.open();
      await store.append('thing-1', newEvents(2), 'no-stream');
      node.faults.appends.push(fault);
      const events = newEvents(3);
      const before = node.log.records.length;
      const error = await failureOf(store.append('thing-1', events, 1));
      expect(error).toBeInstanceOf(OutcomeUnknownError);
      expect(error).toMatchObject({ stream: 'thing-1' });
      const written = node.log.records.slice(before).filter(({ stream }) => stream === 'thing-1');
      expect(written).toHaveLength(outcome === 'repeated' ? 3 : 0);
      expect(await store.append('thing-1', events, 1)).toMatchObject({ outcome, revision: 4 });
      expect(idsOf((await store.readStream('thing-1')).slice(2))).toEqual(idsOf(events));
    },
  );

  it('is told when no answer comes within the deadline', async () => {
    const store = bench.open({ deadlineMs: 1000 });
    node.faults.appends.push('silent-after-write');
    const events = newEvents(1);
    await expect(store.append('thing-1', events, 'no-stream')).rejects.toThrow(OutcomeUnknownError);
    expect(await store.append('thing-1', events, 'no-stream')).toMatchObject({ outcome: 'repeated' });
  });

  it('does not stand in the way of other streams on the same connection', async () => {
    const store = bench.open();
    await store.append('thing-1', newEvents(1), 'any');
    node.faults.appends.push('time-out-before-write');
    const results = await Promise.allSettled([
      store.append('thing-1', newEvents(1), 'any'),
      store.append('thing-2', newEvents(1), 'any'),
    ]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('an append that the server did not take', () => {
  beforeEach(() => begin());
  afterEach(() => bench.end());

  it.each<AppendFault>(['busy', 'not-ready', 'unavailable'])(
    'is made again, with a pause: %s',
    async (fault) => {
      const retries: Retry[] = [];
      const store = bench.open({ onRetry: (retry) => retries.push(retry) });
      node.faults.appends.push(fault, fault);
      const events = newEvents(2);
      expect(await store.append('thing-1', events, 'no-stream')).toMatchObject({ outcome: 'appended' });
      expect(retries.map(({ operation, attempt }) => [operation, attempt])).toEqual([
        ['append to thing-1', 1],
        ['append to thing-1', 2],
      ]);
      expect(retries.every(({ delayMs }) => delayMs >= 1 && delayMs <= 20)).toBe(true);
      expect(idsOf(await readAll(store))).toEqual(idsOf(events));
    },
  );

  it('is given up after its deadline, and nothing was added', async () => {
    // Only the append that is to be given up is in a hurry: reconnecting may take its time.
    const store = bench.open();
    await store.append('thing-1', newEvents(1), 'any');
    const hurried = bench.open({ deadlineMs: 500 });
    await hurried.readStream('thing-1');
    await node.kill();
    const error = await failureOf(hurried.append('thing-2', newEvents(1), 'any'));
    expect(error).toBeInstanceOf(KurrentUnavailableError);
    expect(error).toBeInstanceOf(StoreUnavailableError);
    await node.start();
    expect(await store.append('thing-2', newEvents(1), 'no-stream')).toMatchObject({ outcome: 'appended' });
    expect(await readAll(store)).toHaveLength(2);
  });

  it('is refused for good when it is too large', async () => {
    const store = bench.open();
    node.faults.appends.push('too-large');
    await expect(store.append('thing-1', newEvents(1), 'any')).rejects.toThrow(InvalidAppendError);
    expect(appendsSent()).toBe(1);
  });

  it('is refused before it is sent when its type belongs to the server', async () => {
    const store = bench.open();
    await expect(store.append('thing-1', [newEvent('$mine')], 'any')).rejects.toThrow('belongs to KurrentDB');
    expect(appendsSent()).toBe(0);
  });

  it('waits for a slow server', async () => {
    const store = bench.open();
    node.faults.appendDelayMs = 50;
    expect(await store.append('thing-1', newEvents(1), 'any')).toMatchObject({ outcome: 'appended' });
  });
});

describe('idempotency that the server has forgotten', () => {
  beforeEach(async () => {
    bench = await startBench({ rememberedIds: 1 });
    node = bench.cluster.nodes[0]!;
  });
  afterEach(() => bench.end());

  it.each(['any', 'stream-exists'] as const)(
    'is made up for by the store, expecting %s',
    async (expected) => {
      const [first, second] = [newEvents(2), newEvents(2)];
      const writer = bench.open();
      await writer.append('thing-1', first, 'no-stream');
      await writer.append('thing-1', second, 'any');
      const other = bench.open();
      expect(await other.append('thing-1', first, expected)).toMatchObject({
        outcome: 'repeated',
        revision: 1,
      });
      const mixed = [first[1]!, newEvent()];
      await expect(bench.open().append('thing-1', mixed, expected)).rejects.toThrow(PartialRepeatError);
      expect(await readAll(other)).toHaveLength(4);
    },
  );
});

describe('an append while leaders change', () => {
  beforeEach(() => begin(2));
  afterEach(() => bench.end());

  it('follows from the node it knows to the leader', async () => {
    const [leader, follower] = bench.cluster.nodes as [KurrentNode, KurrentNode];
    const store = bench.open({
      connectionString: bench.cluster.connectionString(plain, { nodes: [follower] }),
    });
    const events = newEvents(2);
    expect(await store.append('thing-1', events, 'no-stream')).toMatchObject({ outcome: 'appended' });
    expect(idsOf(await store.readStream('thing-1'))).toEqual(idsOf(events));
    expect(leader.calls.some(isAppend)).toBe(true);
    expect(leader.calls.every(({ requiresLeader }) => requiresLeader)).toBe(true);
  });

  it('finds what the old leader wrote before it resigned, and adds nothing twice', async () => {
    const store = bench.open();
    await store.append('thing-1', newEvents(1), 'any');
    node.faults.appends.push('resign-after-write');
    const events = newEvents(2);
    expect(await store.append('thing-1', events, 0)).toMatchObject({ outcome: 'appended', revision: 2 });
    expect(bench.cluster.leaderNode).toBe(bench.cluster.nodes[1]);
    expect(idsOf((await store.readStream('thing-1')).slice(1))).toEqual(idsOf(events));
  });

  it('goes on when the leader dies and another takes over', async () => {
    const store = bench.open();
    await store.append('thing-1', newEvents(1), 'any');
    await node.kill();
    node.resign();
    const events = newEvents(1);
    const append = () => store.append('thing-1', events, 0);
    const result = await append().catch((error: unknown) => {
      expect(error).toBeInstanceOf(OutcomeUnknownError);
      return append();
    });
    expect(result).toMatchObject({ outcome: 'appended', revision: 1 });
  });
});

describe('an append without permission', () => {
  it('is refused, and the password stands in no message', async () => {
    bench = await startBench({ account: { user: 'ops', password: 'right' } });
    const store = bench.open({
      connectionString: bench.cluster.connectionString(plain, { account: 'ops:wr0ng-s3cret@' }),
    });
    const error = await failureOf(store.append('thing-1', newEvents(1), 'any'));
    expect(error).toBeInstanceOf(KurrentAccessDeniedError);
    expect(String(error)).not.toContain('s3cret');
    await bench.end();
  });
});

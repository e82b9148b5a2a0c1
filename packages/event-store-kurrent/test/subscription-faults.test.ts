import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KurrentNode, ReadFault } from '../../../test/support/kurrentdb/index.ts';
import { ForeignEventError, KurrentAccessDeniedError } from '../src/index.ts';
import type { Retry } from '../src/index.ts';
import { startBench } from './support/double.ts';
import type { Bench } from './support/double.ts';
import { failureOf, idsOf, listen, newEvents, until } from './support/events.ts';

let bench: Bench;
let node: KurrentNode;
const begin = async (nodes: number) => {
  bench = await startBench({ nodes });
  node = bench.cluster.nodes[0]!;
};
const subscriptions = () =>
  bench.cluster.nodes.flatMap(({ calls }) => calls.filter(({ method }) => method === 'subscribe'));

describe('a subscription on one node', () => {
  beforeEach(() => begin(1));
  afterEach(() => bench.end());

  const breaks: readonly (readonly [string, readonly ReadFault[]])[] = [
    ['the server is unavailable at first', ['unavailable', 'unavailable']],
    ['the connection breaks before the first event', [{ cutAfter: 0 }]],
    ['the connection breaks in the middle of history', [{ cutAfter: 7 }, { cutAfter: 1 }, { cutAfter: 5 }]],
    ['the call ends without an error', [{ endAfter: 4 }, { endAfter: 20 }]],
  ];
  it.each(breaks)('loses and repeats nothing when %s', async (_, faults) => {
    const store = bench.open();
    const history = newEvents(20);
    await store.append('thing-1', history, 'any');
    node.faults.subscriptions.push(...faults);
    const listener = listen(store, { after: 0 });
    await listener.reaches(20);
    const live = newEvents(5);
    await bench.open().append('thing-1', live, 'any');
    await listener.reaches(25);
    expect(idsOf(listener.events)).toEqual(idsOf([...history, ...live]));
    expect(node.faults.subscriptions).toEqual([]);
    await listener.stop();
  });

  it('loses and repeats nothing while the server is killed and started again', async () => {
    const store = bench.open();
    const listener = listen(store, { after: 0, batchSize: 3 });
    const events = [];
    for (let round = 0; round < 4; round += 1) {
      const more = newEvents(10);
      events.push(...more);
      await bench.open().append('thing-1', more, 'any');
      await listener.reaches(events.length - 5);
      await node.kill();
      await node.start();
    }
    await listener.reaches(40);
    expect(idsOf(listener.events)).toEqual(idsOf(events));
    await listener.stop();
  });

  it('drops events that are delivered twice', async () => {
    node.faults.copies = 3;
    const store = bench.open();
    const events = newEvents(10);
    await store.append('thing-1', events, 'any');
    const listener = listen(store, { after: 0 });
    await listener.reaches(10);
    await store.append('thing-1', newEvents(1), 'any');
    await listener.reaches(11);
    expect(listener.events.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    await listener.stop();
  });

  it('stops the flow for a slow reader, and loses nothing', async () => {
    const store = bench.open({ subscriptionBufferMax: 20 });
    const text = 'x'.repeat(20_000);
    const total = 600;
    for (let index = 0; index < total; index += 100)
      await store.append(
        'thing-1',
        newEvents(100).map((event) => ({ ...event, data: { text } })),
        'any',
      );
    const abort = new AbortController();
    const revisions: number[] = [];
    for await (const batch of store.subscribe({ after: 0, batchSize: 10, signal: abort.signal })) {
      if (revisions.length === 0) await settled(() => node.sent);
      // Of 12 MB the server got rid of what the buffers of the driver, the wire and ours hold.
      if (revisions.length === 0) expect(node.sent).toBeLessThan(total);
      revisions.push(...batch.map(({ revision }) => revision));
      if (revisions.length === total) abort.abort();
    }
    expect(revisions).toEqual(Array.from({ length: total }, (_, index) => index));
  });

  it('goes on behind the last checkpoint when its filter has kept nothing for long', async () => {
    const store = bench.open();
    const listener = listen(store, { after: 0, filter: { categories: ['rare'] } });
    await until(() => subscriptions().length === 1);
    for (let round = 0; round < 3; round += 1) await store.append('common-1', newEvents(1000), 'any');
    const retried = subscriptions().length;
    await until(() => node.log.records.length > 3000);
    node.cut();
    await until(() => subscriptions().length > retried);
    expect(subscriptions().at(-1)!.from!.commit).toBeGreaterThan(node.log.records[2000]!.position);
    const events = newEvents(2);
    await bench.open().append('rare-1', events, 'any');
    await listener.reaches(2);
    expect(idsOf(listener.events)).toEqual(idsOf(events));
    await listener.stop();
  });

  it('begins behind a position where no record begins', async () => {
    const store = bench.open();
    const first = await store.append('thing-1', newEvents(3), 'any');
    if (first.outcome === 'conflict') throw new Error('unexpected');
    const more = newEvents(2);
    await store.append('thing-1', more, 'any');
    const listener = listen(bench.open(), { after: first.position + 1 });
    await listener.reaches(2);
    expect(idsOf(listener.events)).toEqual(idsOf(more));
    await listener.stop();
  });

  it('tells of its retries, and ends where no retry can help', async () => {
    const retries: Retry[] = [];
    const store = bench.open({ onRetry: (retry) => retries.push(retry) });
    node.faults.subscriptions.push('unavailable', 'denied');
    const error = await failureOf(listen(store, { after: 0 }).ended);
    expect(error).toBeInstanceOf(KurrentAccessDeniedError);
    expect(retries.map(({ operation, attempt }) => [operation, attempt])).toEqual([['subscribe', 1]]);
  });

  it('ends at an event that is not ours', async () => {
    node.log.append('thing-9', 'any', [
      {
        id: '00000000-0000-4000-8000-00000000abcd',
        type: 'Odd',
        contentType: 'application/octet-stream',
        data: new Uint8Array([1]),
        metadata: new Uint8Array(),
      },
    ]);
    const listener = listen(bench.open(), { after: 0 });
    expect(await failureOf(listener.ended)).toBeInstanceOf(ForeignEventError);
  });
});

describe('a subscription on a cluster', () => {
  beforeEach(() => begin(3));
  afterEach(() => bench.end());

  it('moves to another node when its own dies', async () => {
    const store = bench.open();
    const listener = listen(store, { after: 0 });
    const events = newEvents(6);
    await store.append('thing-1', events.slice(0, 3), 'any');
    await listener.reaches(3);
    await node.kill();
    node.resign();
    await bench.open().append('thing-1', events.slice(3), 'any');
    await listener.reaches(6);
    expect(idsOf(listener.events)).toEqual(idsOf(events));
    await listener.stop();
  });

  it('comes back after all nodes were gone for longer than the driver has patience', async () => {
    const retries: Retry[] = [];
    const store = bench.open({ onRetry: (retry) => retries.push(retry), readDeadlineMs: 30_000 });
    const listener = listen(store, { after: 0 });
    const events = newEvents(4);
    await store.append('thing-1', events.slice(0, 2), 'any');
    await listener.reaches(2);
    await Promise.all(bench.cluster.nodes.map((one) => one.kill()));
    const reading = store.readStream('thing-1');
    await until(() => retries.filter(({ operation }) => operation === 'subscribe').length >= 3);
    await until(() => retries.filter(({ operation }) => operation === 'read thing-1').length >= 3);
    await Promise.all(bench.cluster.nodes.map((one) => one.start()));
    expect(idsOf(await reading)).toEqual(idsOf(events.slice(0, 2)));
    await store.append('thing-1', events.slice(2), 1);
    await listener.reaches(4);
    expect(idsOf(listener.events)).toEqual(idsOf(events));
    await listener.stop();
  });
});

/** Waits until a number has stopped growing. */
async function settled(value: () => number): Promise<void> {
  for (let before = -1; before !== value();) {
    before = value();
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

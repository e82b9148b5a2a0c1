import { StoreClosedError } from '@caselog/event-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KurrentNode, ReadFault } from '../../../test/support/kurrentdb/index.ts';
import { ForeignEventError, KurrentAccessDeniedError, KurrentUnavailableError } from '../src/index.ts';
import { startBench } from './support/double.ts';
import type { Bench } from './support/double.ts';
import { failureOf, idsOf, newEvents, readAll, until } from './support/events.ts';

let bench: Bench;
let node: KurrentNode;
beforeEach(async () => {
  bench = await startBench();
  node = bench.cluster.nodes[0]!;
});
afterEach(() => bench.end());

const foreign = { id: '00000000-0000-4000-8000-00000000abcd', metadata: new Uint8Array() };

describe('a read', () => {
  const passing: readonly (readonly [string, readonly ReadFault[]])[] = [
    ['the server is unavailable', ['unavailable', 'unavailable']],
    ['the server is busy', ['busy']],
    ['the connection breaks at once', [{ cutAfter: 0 }]],
    ['the connection breaks in the middle', [{ cutAfter: 70 }, { cutAfter: 3 }]],
  ];
  it.each(passing)('is made again when %s', async (_, faults) => {
    const store = bench.open();
    const events = newEvents(100);
    await store.append('thing-1', events, 'no-stream');
    node.faults.reads.push(...faults);
    expect(idsOf(await store.readStream('thing-1'))).toEqual(idsOf(events));
    node.faults.reads.push(...faults);
    expect(idsOf(await readAll(store))).toEqual(idsOf(events));
    expect(node.faults.reads).toEqual([]);
  });

  it('goes on when the server was restarted', async () => {
    const store = bench.open();
    const events = newEvents(3);
    await store.append('thing-1', events, 'no-stream');
    await node.kill();
    const reading = store.readStream('thing-1');
    await node.start();
    expect(idsOf(await reading)).toEqual(idsOf(events));
    expect(await store.head()).toBeGreaterThan(0);
  });

  it('is given up when nothing comes for too long', async () => {
    // Written by a patient store: only the silent reads are to run out of time.
    await bench.open().append('thing-1', newEvents(1), 'no-stream');
    const store = bench.open({ readDeadlineMs: 60 });
    node.faults.reads.push('silent', 'silent', 'silent');
    await expect(store.readStream('thing-1')).rejects.toThrow(KurrentUnavailableError);
  });

  it('is refused without permission, and not made again', async () => {
    const store = bench.open();
    await store.append('thing-1', newEvents(1), 'no-stream');
    const before = node.calls.length;
    node.faults.reads.push('denied');
    await expect(store.readStream('thing-1')).rejects.toThrow(KurrentAccessDeniedError);
    expect(node.calls.length).toBe(before + 1);
  });

  it('ends when the store is closed', async () => {
    const store = bench.open();
    await store.append('thing-1', newEvents(1), 'no-stream');
    node.faults.reads.push('silent');
    const before = node.calls.length;
    const reading = failureOf(store.readStream('thing-1'));
    await until(() => node.calls.length > before);
    await store.close();
    expect(await reading).toBeInstanceOf(StoreClosedError);
  });
});

describe('reading all', () => {
  it("leaves out the server's own events, between ours, before and behind them", async () => {
    const store = bench.open();
    for (let index = 0; index < 5; index += 1) await store.append('thing-1', newEvents(2), 'any');
    node.log.append('$settings', 'any', [
      { ...foreign, type: 'update', contentType: 'application/json', data: new Uint8Array() },
    ]);
    node.log.append('$ce-thing', 'any', [
      { ...foreign, type: '$>', contentType: 'application/octet-stream', data: new Uint8Array() },
    ]);
    const all = await readAll(store);
    expect(all.map(({ stream }) => stream)).toEqual(Array.from({ length: 10 }, () => 'thing-1'));
    expect(await store.head()).toBe(all.at(-1)!.position);
    expect(node.log.records.length).toBeGreaterThan(14);
  });

  it('leaves out streams without a category, which cannot be ours', async () => {
    const store = bench.open();
    node.log.append('settings', 'any', [
      { ...foreign, type: 'Changed', contentType: 'application/json', data: new TextEncoder().encode('{}') },
    ]);
    expect(await readAll(store)).toEqual([]);
  });

  it.each([
    ['its data is not JSON', 'application/octet-stream', new Uint8Array([1, 2])],
    ['its metadata is no JSON object', 'application/json', new TextEncoder().encode('{}')],
  ])('stops at an event in a stream like ours that is not ours: %s', async (reason, contentType, data) => {
    const store = bench.open();
    node.log.append('thing-9', 'any', [{ ...foreign, type: 'Odd', contentType, data }]);
    const error = await failureOf(readAll(store));
    expect(error).toBeInstanceOf(ForeignEventError);
    expect(String(error)).toContain(`thing-9@0 is no event of ours: ${reason}`);
  });

  it('tells positions with gaps, as the server numbers them', async () => {
    const store = bench.open();
    await store.append('thing-1', newEvents(3), 'any');
    const [first, second] = (await readAll(store)).map(({ position }) => position);
    expect(second! - first!).toBeGreaterThan(1);
  });
});

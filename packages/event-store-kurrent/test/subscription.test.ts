import { Readable } from 'node:stream';
import type {
  AllStreamResolvedEvent,
  AllStreamSubscription,
  KurrentDBClient,
  Position,
} from '@kurrent/kurrentdb-client';
import { describe, expect, it } from 'vitest';
import { Subscription } from '../src/subscription.ts';
import { newEvent } from './support/events.ts';

const at = (index: number): Position => ({ commit: BigInt(index * 10), prepare: BigInt(index * 10) });

/** The event at revision `index`, at position ten times as much. */
const resolved = (index: number): AllStreamResolvedEvent => ({
  event: {
    ...newEvent('ThingHappened', [index]),
    streamId: 'thing-1',
    isJson: true,
    revision: BigInt(index),
    created: new Date(0),
    data: [index],
    position: at(index),
  },
});

/** A driver whose call gives what the test pushes. */
function scripted(bufferMax: number) {
  const call = new Readable({ objectMode: true, read() {} });
  let note: (position: Position) => void = () => {};
  const subscription = Object.assign(call, {
    unsubscribe: async () => {},
  }) as unknown as AllStreamSubscription;
  const driver: Pick<KurrentDBClient, 'subscribeToAll'> = {
    subscribeToAll(options) {
      note = (position) => void options!.filter!.checkpointReached!(subscription, position);
      return subscription;
    },
  };
  const request = {
    from: 'start',
    after: 0,
    filter: undefined,
    bufferMax,
    signal: new AbortController().signal,
  } as const;
  return {
    reader: new Subscription(driver as KurrentDBClient, request),
    push: (from: number, to: number) => {
      for (let index = from; index <= to; index += 1) call.push(resolved(index));
    },
    checkpoint: (index: number) => note(at(index)),
    fail: () => call.emit('error', new Error('lost')),
  };
}

const revisions = (events: readonly { readonly revision: number }[] | undefined) =>
  events?.map(({ revision }) => revision);

describe('the place where another subscription may go on', () => {
  it('is the last checkpoint when all before it was given', async () => {
    const { reader, push, checkpoint, fail } = scripted(100);
    push(1, 5);
    expect(revisions(await reader.next(10))).toEqual([1, 2, 3, 4, 5]);
    checkpoint(7);
    checkpoint(9);
    fail();
    await expect(reader.next(10)).rejects.toThrow('lost');
    expect(reader.reached).toEqual(at(9));
    reader.close();
  });

  it('is not a checkpoint with events before it that were lost with the call', async () => {
    const { reader, push, checkpoint, fail } = scripted(5);
    push(1, 3);
    expect(revisions(await reader.next(3))).toEqual([1, 2, 3]);
    checkpoint(3);
    push(4, 20);
    checkpoint(20);
    await new Promise((resolve) => setImmediate(resolve));
    fail();
    expect(revisions(await reader.next(10))).toEqual([4, 5, 6, 7, 8]);
    await expect(reader.next(10)).rejects.toThrow('lost');
    expect(reader.reached).toEqual(at(3));
    reader.close();
  });

  it('is unknown before the first checkpoint', () => {
    const { reader } = scripted(5);
    expect(reader.reached).toBeUndefined();
    reader.close();
  });
});

describe('the buffer', () => {
  it('takes no more than it may hold, and the rest when there is room', async () => {
    const { reader, push } = scripted(4);
    push(1, 12);
    const given: number[] = [];
    while (given.length < 12) given.push(...(revisions(await reader.next(100)) ?? []));
    expect(given).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    reader.close();
    expect(await reader.next(1)).toBeUndefined();
  });
});

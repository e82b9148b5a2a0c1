import { type Broadcast, chain, type Delivery, ListeningInterrupted, type Tail } from '@caselog/broadcast';
import type { Env } from '@caselog/env';
import type { RecordedEvent } from '@caselog/event-store';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anyEvents, recorded } from './events.ts';

/** One broadcast to test. */
export interface BroadcastHarness {
  /** A handle on it, prepared; each call stands for another process where the adapter allows one. */
  open(): Promise<Broadcast>;
  /** Removes everything it holds, as an operator might. */
  wipe?(): Promise<void>;
  /** Frees all that was opened. */
  close(): Promise<void>;
}

export interface BroadcastContract {
  readonly name: string;
  readonly env: Env;
  start(): Promise<BroadcastHarness>;
  /** A JSON document of this many bytes is too large to be sent whole. */
  readonly oversizeBytes?: number;
  /** Why a case cannot apply to this adapter; shown with the skipped test. */
  readonly notHere?: { readonly wiping?: string; readonly oversize?: string };
}

const publishAll = async (broadcast: Broadcast, events: readonly RecordedEvent[]): Promise<Tail> => {
  const tail = await broadcast.tail();
  const result = await broadcast.publish(chain(events, tail.position), tail);
  if (result.outcome !== 'published') throw new Error(`not published: ${result.reason}`);
  return result.tail;
};

const expectInterrupted = ([outcome]: readonly PromiseSettledResult<unknown>[]) =>
  expect(outcome?.status === 'rejected' && (outcome.reason as unknown)).toBeInstanceOf(ListeningInterrupted);

/** What a broadcast must do, whatever it is made of. Run it on every adapter. */
export function broadcastContract(contract: BroadcastContract): void {
  const { env, notHere = {} } = contract;
  let harness: BroadcastHarness;
  let broadcast: Broadcast;

  /** Listens until `count` messages came. */
  const hear = async (
    count: number,
    options: { after?: number; types?: string[]; batchSize?: number; from?: Broadcast } = {},
  ) => {
    const { after = 0, from = broadcast, ...rest } = options;
    const stop = new AbortController();
    const batches: (readonly Delivery[])[] = [];
    if (count > 0)
      for await (const batch of from.listen({ after, ...rest, signal: stop.signal })) {
        batches.push(batch);
        if (batches.flat().length >= count) stop.abort();
      }
    return { batches, heard: batches.flat() };
  };

  describe(`${contract.name} as a broadcast`, () => {
    beforeEach(async () => {
      harness = await contract.start();
      broadcast = await harness.open();
    });
    afterEach(() => harness.close());

    /** A case that some adapter cannot have; the reason stands in the report. */
    const applies = (reason: string | undefined, title: string, verify: () => Promise<void>) =>
      test(`${title}${reason === undefined ? '' : ` (does not apply: ${reason})`}`, async ({ skip }) => {
        skip(reason !== undefined, reason);
        await verify();
      });

    test('is empty at first', async () => {
      expect(await broadcast.tail()).toEqual({ position: 0, token: expect.any(Number) as number });
    });

    test('can be prepared twice', async () => {
      await broadcast.prepare();
      await publishAll(broadcast, recorded(1));
      await broadcast.prepare();
      expect(await broadcast.tail()).toMatchObject({ position: 1 });
    });

    test('tells its tail: position, event, and a token that moved by the number of messages', async () => {
      const before = await broadcast.tail();
      const events = recorded(3);
      const told = await publishAll(broadcast, events);
      const { id, stream, revision } = events[2]!;
      expect(told).toEqual({ position: 3, token: before.token + 3, last: { id, stream, revision } });
      expect(await broadcast.tail()).toEqual(told);
    });

    test('takes the next batch before the former is settled, and keeps their order', async () => {
      const events = recorded(1_200);
      let tail = await broadcast.tail();
      const results = [0, 400, 800].map((from) => {
        const messages = chain(events.slice(from, from + 400), from);
        const result = broadcast.publish(messages, tail);
        tail = { position: from + 400, token: tail.token + 400 };
        return result;
      });
      const outcomes = await Promise.all(results);
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['published', 'published', 'published']);
      const { heard } = await hear(1_200);
      expect(heard.map(({ event }) => event?.id)).toEqual(events.map(({ id }) => id));
    });

    test('fences a publisher with an old tail, which may go on after reading the new one', async () => {
      const other = await harness.open();
      const stale = await other.tail();
      const events = recorded(4);
      await publishAll(broadcast, events.slice(0, 2));
      const fenced = await other.publish(chain(events.slice(2), 2), stale);
      expect(fenced).toMatchObject({ outcome: 'fenced', cause: 'overtaken' });
      expect(await broadcast.tail()).toMatchObject({ position: 2 });
      await publishAll(other, events.slice(2));
      const { heard } = await hear(4);
      expect(heard.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
    });

    test('fences what was sent behind a fenced batch', async () => {
      const other = await harness.open();
      const stale = await other.tail();
      const events = recorded(7);
      await publishAll(broadcast, events.slice(0, 3));
      const sent = [
        other.publish(chain(events.slice(0, 2), 0), stale),
        other.publish(chain(events.slice(2, 4), 2), { position: 2, token: stale.token + 2 }),
      ];
      for (const result of await Promise.all(sent)) expect(result.outcome).toBe('fenced');
      expect((await other.tail()).position).toBeGreaterThanOrEqual(3);
      await publishAll(other, events.slice((await other.tail()).position));
      const { heard } = await hear(7);
      expect(heard.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    });

    test('however two publishers race, holds each event once and in order', async () => {
      const events = recorded(300);
      const publisher = async (handle: Broadcast, step: number) => {
        for (;;) {
          const tail = await handle.tail();
          if (tail.position === events.length) return;
          await handle.publish(chain(events.slice(tail.position, tail.position + step), tail.position), tail);
        }
      };
      await Promise.all([publisher(broadcast, 7), publisher(await harness.open(), 11)]);
      const { heard } = await hear(300);
      expect(heard.map(({ position }) => position)).toEqual(events.map(({ position }) => position));
      expect(heard.map(({ previousPosition }) => previousPosition)).toEqual(
        events.map(({ position }) => position - 1),
      );
    });

    test('delivers behind a position, wherever that lies', async () => {
      const events = recorded(50).map((event) => ({ ...event, position: event.position * 10 }));
      await publishAll(broadcast, events);
      for (const after of [0, 9, 10, 11, 255, 490, 499]) {
        const wanted = events.filter(({ position }) => position > after);
        const { heard } = await hear(wanted.length, { after });
        expect(heard.map(({ position }) => position)).toEqual(wanted.map(({ position }) => position));
      }
    });

    test('delivers live to a listener at its end, also one that came before anything was published', async () => {
      const events = recorded(6);
      const early = hear(6);
      await publishAll(broadcast, events.slice(0, 3));
      const late = hear(3, { after: 3, from: await harness.open() });
      await publishAll(broadcast, events.slice(3));
      expect((await early).heard.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6]);
      expect((await late).heard.map(({ position }) => position)).toEqual([4, 5, 6]);
    });

    test('delivers no more than a batch at once, and never an empty one', async () => {
      await publishAll(broadcast, recorded(20));
      const { batches } = await hear(20, { batchSize: 6 });
      for (const batch of batches) expect(batch.length).toBeGreaterThan(0);
      for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(6);
    });

    test.each([[['TypeA']], [['TypeA', 'TypeC']]])('delivers only the wanted types %j', async (types) => {
      const names = ['TypeA', 'TypeB', 'TypeC'];
      const events = recorded(30).map((event, n) => ({ ...event, type: names[n % 3]! }));
      await publishAll(broadcast, events);
      const wanted = events.filter(({ type }) => types.includes(type));
      const { heard } = await hear(wanted.length, { types });
      expect(heard.map(({ event }) => event)).toEqual(wanted);
    });

    test('hands out each event exactly as it was recorded', async () => {
      let position = 0;
      await fc.assert(
        fc.asyncProperty(anyEvents, async (drawn) => {
          const before = position;
          const events = drawn.map((event) => ({ ...event, position: (position += 1) }));
          await publishAll(broadcast, events);
          const { heard } = await hear(events.length, { after: before });
          expect(heard.map(({ event }) => event)).toEqual(events);
        }),
        { numRuns: 30 },
      );
    });

    applies(notHere.oversize, 'rings the bell for an event too large to be sent', async () => {
      const events = recorded(3);
      const large = { ...events[1]!, data: { text: 'x'.repeat(contract.oversizeBytes ?? 0) } };
      const told = await publishAll(broadcast, [events[0]!, large, events[2]!]);
      expect(told.position).toBe(3);
      const { heard } = await hear(3);
      expect(heard).toEqual([
        { position: 1, previousPosition: 0, event: events[0] },
        { position: 2, previousPosition: 1, event: undefined },
        { position: 3, previousPosition: 2, event: events[2] },
      ]);
      await publishAll(broadcast, [{ ...large, id: env.uuid(), position: 4 }]);
      expect(await broadcast.tail()).toMatchObject({ position: 4, last: { stream: large.stream } });
    });

    test('ends a listener without an error when it is aborted while nothing comes', async () => {
      const stop = new AbortController();
      const listening = Array.fromAsync(broadcast.listen({ after: 0, signal: stop.signal }));
      await env.sleep(20);
      stop.abort();
      expect(await listening).toEqual([]);
    });

    test('interrupts its listeners when it is closed', async () => {
      const listening = Array.fromAsync(broadcast.listen({ after: 0, signal: new AbortController().signal }));
      const outcome = Promise.allSettled([listening]);
      await env.sleep(20);
      await broadcast.close();
      expectInterrupted(await outcome);
    });

    applies(
      notHere.wiping,
      'when wiped, interrupts listeners, is empty, and takes everything anew',
      async () => {
        const events = recorded(10);
        await publishAll(broadcast, events);
        const listening = Array.fromAsync(
          broadcast.listen({ after: 10, signal: new AbortController().signal }),
        );
        const outcome = Promise.allSettled([listening]);
        await env.sleep(100);
        await harness.wipe?.();
        expectInterrupted(await outcome);
        expect(await broadcast.tail()).toMatchObject({ position: 0 });
        await broadcast.prepare();
        await publishAll(broadcast, events);
        const { heard } = await hear(10);
        expect(heard.map(({ event }) => event)).toEqual(events);
      },
    );
  });
}
export { anyEvents, recorded } from './events.ts';
export * from './quarantine.ts';

import { OutcomeUnknownError, StoreUnavailableError } from '@caselog/event-store';
import type { AppendResult, EventStore, NewEvent } from '@caselog/event-store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AppendFault, KurrentCluster, ReadFault } from '../../../test/support/kurrentdb/index.ts';
import { startBench } from './support/double.ts';
import { idsOf, listen, newEvents, readAll } from './support/events.ts';

/** What may go wrong before an append. */
type Trouble =
  | { readonly append: AppendFault }
  | { readonly read: ReadFault }
  | { readonly subscription: ReadFault }
  | 'cut'
  | 'resign'
  | 'kill the leader';

const readFaults = fc.oneof(
  fc.constantFrom<ReadFault>('unavailable', 'busy'),
  fc.record({ cutAfter: fc.nat(4) }),
);

const troubles: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record({
    append: fc.constantFrom<AppendFault>(
      'cut-before-write',
      'cut-after-write',
      'time-out-before-write',
      'time-out-after-write',
      'busy',
      'not-ready',
      'unavailable',
      'resign-after-write',
    ),
  }),
  fc.record({ read: readFaults }),
  fc.record({ subscription: fc.oneof(readFaults, fc.record({ endAfter: fc.nat(4) })) }),
  fc.constantFrom<Trouble>('cut', 'resign', 'kill the leader'),
);

const rounds = fc.array(
  fc.record({
    stream: fc.constantFrom('thing-1', 'thing-2', 'other-1'),
    count: fc.integer({ min: 1, max: 3 }),
    trouble: fc.option(troubles),
  }),
  { minLength: 5, maxLength: 25 },
);

async function make(cluster: KurrentCluster, trouble: Trouble): Promise<void> {
  const node = cluster.leaderNode;
  if (trouble === 'cut') node.cut();
  else if (trouble === 'resign') node.resign();
  else if (trouble === 'kill the leader') {
    await node.kill();
    node.resign();
    await node.start();
  } else if ('append' in trouble) node.faults.appends.push(trouble.append);
  else if ('read' in trouble) node.faults.reads.push(trouble.read);
  else node.faults.subscriptions.push(trouble.subscription);
}

/** Repeats an append until its outcome is known, as a command does. */
async function settle(store: EventStore, stream: string, events: readonly NewEvent[]): Promise<AppendResult> {
  for (;;) {
    try {
      return await store.append(stream, events, 'any');
    } catch (error) {
      if (!(error instanceof OutcomeUnknownError || error instanceof StoreUnavailableError)) throw error;
    }
  }
}

describe('whatever goes wrong on the way', () => {
  it('every append is there once, in order, and a subscription gives each once', async () => {
    await fc.assert(
      fc.asyncProperty(rounds, async (history) => {
        const bench = await startBench({ nodes: 3 });
        const store = bench.open();
        const listener = listen(store, { after: 0, batchSize: 2 });
        const expected: string[] = [];
        for (const { stream, count, trouble } of history) {
          if (trouble) await make(bench.cluster, trouble);
          const events = newEvents(count);
          expect((await settle(store, stream, events)).outcome).not.toBe('conflict');
          expected.push(...idsOf(events));
        }
        await listener.reaches(expected.length);
        expect(idsOf(await readAll(store))).toEqual(expected);
        expect(idsOf(listener.events)).toEqual(expected);
        await listener.stop();
        await bench.end();
      }),
      { numRuns: 15 },
    );
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { systemEnv } from '@caselog/env';
import { createMemoryStore } from '@caselog/event-store';
import type { EventStore, ExpectedRevision } from '@caselog/event-store';
import { readAll, someEvents } from './events.ts';
import { temporaryLedger } from './temporary.ts';

interface Append {
  readonly stream: string;
  readonly events: readonly number[];
  readonly expected: ExpectedRevision;
}

const append: fc.Arbitrary<Append> = fc.record({
  stream: fc.constantFrom('thing-1', 'thing-2', 'other-1'),
  events: fc.uniqueArray(fc.nat(60), { minLength: 1, maxLength: 20 }),
  expected: fc.oneof(
    { weight: 3, arbitrary: fc.constant('any' as const) },
    { weight: 1, arbitrary: fc.constantFrom('no-stream' as const, 'stream-exists' as const) },
    { weight: 1, arbitrary: fc.nat(30) },
  ),
});
/** Appends to one stream, or to several at once. */
const group = fc.uniqueArray(append, { minLength: 1, maxLength: 2, selector: ({ stream }) => stream });
const waves = fc.array(fc.array(group, { minLength: 1, maxLength: 12 }), { maxLength: 6 });

it('gives appends of one commit the outcomes they would have one after the other', async () => {
  const pool = someEvents(61);
  const send = (store: EventStore, appends: readonly Append[]) =>
    store
      .appendMany(
        appends.map(({ stream, events, expected }) => ({
          stream,
          events: events.map((at) => pool[at]!),
          expectedRevision: expected,
        })),
      )
      .catch((error: unknown) => String(error));

  await fc.assert(
    fc.asyncProperty(waves, async (history) => {
      const ledger = temporaryLedger();
      const store = await ledger.open();
      const plain = createMemoryStore({ env: systemEnv });
      for (const wave of history) {
        const expected: unknown[] = [];
        for (const appends of wave) expected.push(await send(plain, appends));
        expect(await Promise.all(wave.map((appends) => send(store, appends)))).toEqual(expected);
      }
      expect(await readAll(store)).toEqual(await readAll(plain));
      await ledger.close();
    }),
    { numRuns: 60 },
  );
});

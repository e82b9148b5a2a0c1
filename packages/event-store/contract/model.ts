import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PartialRepeatError } from '../src/index.ts';
import type { AppendResult, EventStore, ExpectedRevision, NewEvent } from '../src/index.ts';
import { idsOf, newEvents, readAll } from './events.ts';
import type { ContractContext } from './harness.ts';

/** The store in its simplest form: what each answer must be. */
class Model {
  readonly all: { readonly stream: string; readonly id: string }[] = [];

  idsIn(stream: string): string[] {
    return this.all.filter((event) => event.stream === stream).map(({ id }) => id);
  }

  /** The result without positions, or 'partial'. */
  append(stream: string, ids: readonly string[], expected: ExpectedRevision): object | 'partial' {
    const there = this.idsIn(stream);
    const actual = there.length - 1;
    const known = ids.filter((id) => there.includes(id));
    if (known.length === ids.length)
      return { outcome: 'repeated', revision: Math.max(...ids.map((id) => there.indexOf(id))) };
    if (known.length > 0) return 'partial';
    const isMet =
      expected === 'any' ||
      expected === actual ||
      expected === (actual === -1 ? 'no-stream' : 'stream-exists');
    if (!isMet) return { outcome: 'conflict', expected, actual };
    this.all.push(...ids.map((id) => ({ stream, id })));
    return { outcome: 'appended', revision: actual + ids.length };
  }
}

type Step =
  | {
      readonly kind: 'append';
      readonly stream: string;
      readonly events: readonly number[];
      readonly expected: ExpectedRevision;
    }
  | { readonly kind: 'restart' };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        kind: fc.constant('append' as const),
        stream: fc.constantFrom('thing-1', 'thing-2', 'other-1'),
        events: fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 3 }),
        expected: fc.oneof(
          fc.constantFrom('any' as const, 'no-stream' as const, 'stream-exists' as const),
          fc.nat(6),
        ),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  ),
  { maxLength: 25 },
);

const withoutPosition = (result: AppendResult): object => {
  if (result.outcome === 'conflict') return result;
  return { outcome: result.outcome, revision: result.revision };
};

async function appendTo(
  store: EventStore,
  step: Extract<Step, { kind: 'append' }>,
  pool: readonly NewEvent[],
) {
  try {
    return withoutPosition(
      await store.append(
        step.stream,
        step.events.map((index) => pool[index]!),
        step.expected,
      ),
    );
  } catch (error) {
    if (error instanceof PartialRepeatError) return 'partial';
    throw error;
  }
}

export function modelContract({ makeHarness, modelRuns }: ContractContext): void {
  describe('any history of appends and restarts', () => {
    it('answers like the model, and ends with the same events in the same order', async () => {
      const pool = newEvents(10);
      await fc.assert(
        fc.asyncProperty(steps, async (history) => {
          const harness = await makeHarness();
          const model = new Model();
          let store = await harness.open();
          for (const step of history) {
            if (step.kind === 'restart') store = await harness.reopen();
            else {
              const ids = step.events.map((index) => pool[index]!.id);
              expect(await appendTo(store, step, pool)).toEqual(
                model.append(step.stream, ids, step.expected),
              );
            }
          }
          expect((await readAll(store)).map(({ stream, id }) => ({ stream, id }))).toEqual(model.all);
          for (const stream of ['thing-1', 'thing-2', 'other-1'])
            expect(idsOf(await store.readStream(stream))).toEqual(model.idsIn(stream));
          await harness.close();
        }),
        { numRuns: modelRuns },
      );
    });
  });
}

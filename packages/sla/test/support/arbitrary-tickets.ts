import fc from 'fast-check';
import type { ClockEvent, ClockTerms, TargetTerms } from '../../src/index.ts';
import { compileCalendar, targetKinds } from '../../src/index.ts';
import { arbitraryScene } from './arbitrary-calendars.ts';
import { DAY, HOUR, MINUTE } from './calendars.ts';

const within: fc.Arbitrary<TargetTerms['within']> = fc.oneof(
  fc.record({ businessDays: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ businessMinutes: fc.integer({ min: 1, max: 2_000 }) }),
  fc.record({ wallMinutes: fc.integer({ min: 1, max: 6_000 }) }),
);
const targets: fc.Arbitrary<TargetTerms[]> = fc.uniqueArray(
  fc.record(
    {
      kind: fc.constantFrom(...targetKinds),
      within,
      warnAtFraction: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    },
    { requiredKeys: ['kind', 'within'] },
  ),
  { maxLength: 3, selector: ({ kind }) => kind },
);

const holders = ['desk', 'requester', 'third-party', 'nobody'] as const;
const gap = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 90 }).map((minutes) => minutes * MINUTE),
  fc.integer({ min: 0, max: 3 * DAY }),
);

/** What happens to a ticket, as sketches: `terms` is a place among the terms. */
const step = fc.record(
  {
    gapMs: gap,
    holder: fc.constantFrom(...holders),
    state: fc.constantFrom('triaged', 'escalated', 'awaiting-data'),
    reply: fc.constantFrom('to-requester' as const, 'from-requester' as const),
    terms: fc.nat(2),
  },
  { requiredKeys: ['gapMs'] },
);

/** A ticket's facts under up to three calendars, and a moment after the last. */
export interface History {
  readonly events: readonly ClockEvent[];
  readonly untilMs: number;
}

/** Histories whose terms change, or stay those of the opening. */
export const arbitraryHistory = (termsChange: boolean): fc.Arbitrary<History> =>
  fc
    .record({
      scenes: fc.array(arbitraryScene(2025, 2027), { minLength: 3, maxLength: 3 }),
      promises: fc.array(targets, { minLength: 3, maxLength: 3 }),
      steps: fc.array(step, { maxLength: 12 }),
      afterMs: gap,
    })
    .map(({ scenes, promises, steps, afterMs }) => {
      const governing = scenes.map(({ definition }, index): ClockTerms => ({
        calendar: compileCalendar(definition, 'test'),
        targets: promises[index] ?? [],
      }));
      const openedMs = (scenes[0]?.nearMs ?? 0) - 20 * HOUR;
      const events: ClockEvent[] = [
        { eventId: 'e0', atMs: openedMs, holder: 'desk', state: 'opened', terms: governing[0] },
      ];
      let atMs = openedMs;
      for (const [index, { gapMs, terms, ...rest }] of steps.entries()) {
        atMs += gapMs;
        const changed = termsChange && terms !== undefined ? { terms: governing[terms] } : {};
        events.push({ eventId: `e${index + 1}`, atMs, ...rest, ...changed });
      }
      return { events, untilMs: atMs + afterMs };
    });

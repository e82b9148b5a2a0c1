import type { EventMetadata, Json, RecordedEvent } from '@caselog/event-store';
import fc from 'fast-check';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const metadata: EventMetadata = {
  commandId: uuid(1),
  actor: 'agent-1',
  occurredAt: '2026-01-01T00:00:00.000Z',
  recordedAt: '2026-01-01T00:00:01.000Z',
  schemaVersion: 1,
};

/** `count` events at positions 1 to `count`, over three streams. Pure. */
export const recorded = (count: number): RecordedEvent[] =>
  Array.from({ length: count }, (_, n) => ({
    id: uuid(n + 1),
    stream: `ticket-${n % 3}`,
    revision: Math.floor(n / 3),
    position: n + 1,
    type: 'ThingHappened',
    data: { value: n },
    metadata,
  }));

const letters = (letter: string) => fc.constantFrom(...Array.from(letter));
const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);

const anyMetadata: fc.Arbitrary<EventMetadata> = fc
  .record({ note: text, nested: json, versions: fc.option(fc.constant('3'), { nil: undefined }) })
  .map(({ note, nested, versions }) => ({
    ...metadata,
    note,
    nested,
    ...(versions !== undefined && { policyVersion: versions }),
  }));

const streamId = fc.string({
  unit: fc.oneof(letters('abc-_.*> %"\\é日💥'), fc.constant('x')),
  minLength: 1,
  maxLength: 20,
});
const type = fc
  .tuple(letters('ABC'), fc.stringMatching(/^[A-Za-z0-9]{0,10}$/))
  .map(([first, rest]) => first + rest);

/** Events with every kind of text where a store allows it. Positions are for the test to set. */
export const anyEvents: fc.Arbitrary<RecordedEvent[]> = fc.array(
  fc.record({
    id: fc.uuid(),
    stream: fc
      .tuple(fc.constantFrom('ticket', 'customer', 'policy'), streamId)
      .map((parts) => parts.join('-')),
    revision: fc.nat(),
    position: fc.constant(0),
    type,
    data: json,
    metadata: anyMetadata,
  }),
  { minLength: 1, maxLength: 8 },
);

import fc from 'fast-check';
import type { RawEvent } from '../../src/index.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });

/** Any event a store may hold, without a stored leaf hash. */
export const anyRawEvent: fc.Arbitrary<RawEvent> = fc.record(
  {
    position: fc.maxSafeNat(),
    stream: text,
    revision: fc.maxSafeNat(),
    type: text,
    id: fc.uuid(),
    recordedAt: text,
    dataBytes: fc.uint8Array({ maxLength: 300 }),
    metadataBytes: fc.uint8Array({ maxLength: 100 }),
  },
  { requiredKeys: ['position', 'stream', 'revision', 'type', 'recordedAt', 'dataBytes', 'metadataBytes'] },
);

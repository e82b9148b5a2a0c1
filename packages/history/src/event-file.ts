import type { RawEvent } from '@caselog/tamper-evidence';
import { z } from 'zod';

/** A text that is no event file. */
export class EventFileError extends Error {
  override readonly name = 'EventFileError';
  constructor(problem: string, options?: ErrorOptions) {
    super(`not an event file: ${problem}`, options);
  }
}

/**
 * An event as it is handed out beside its proof: everything that the proof covers. `data` and `metadata` are texts, because a proof is of
 * their exact bytes, and JSON written anew need not have them.
 */
const eventFileSchema = z.strictObject({
  position: z.int().nonnegative(),
  stream: z.string(),
  revision: z.int().nonnegative(),
  type: z.string(),
  id: z.string(),
  recordedAt: z.string(),
  data: z.string(),
  metadata: z.string(),
});

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const textOf = (bytes: Uint8Array, field: string): string => {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new EventFileError(`its ${field} are no UTF-8 text`, { cause });
  }
};

/** An event as text for a file, as it is stored. Pure. @throws EventFileError */
export const formatEventFile = ({
  position,
  stream,
  revision,
  type,
  id = '',
  recordedAt,
  ...bytes
}: RawEvent): string => {
  const data = textOf(bytes.dataBytes, 'data');
  const metadata = textOf(bytes.metadataBytes, 'metadata');
  const event = { position, stream, revision, type, id, recordedAt, data, metadata };
  return `${JSON.stringify(event, undefined, 2)}\n`;
};

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EventFileError('it is not JSON', { cause });
  }
};

/** Reads an event file. Pure. @throws EventFileError naming the fields at fault */
export const parseEventFile = (text: string): RawEvent => {
  const parsed = eventFileSchema.safeParse(parsedJson(text));
  if (!parsed.success) {
    const places = parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'it'}: ${code}`);
    throw new EventFileError(places.join(', '), { cause: parsed.error });
  }
  const { data, metadata, ...event } = parsed.data;
  return { ...event, dataBytes: Buffer.from(data), metadataBytes: Buffer.from(metadata) };
};

import { createHash } from 'node:crypto';
import type { LeafHash } from '../../src/index.ts';

/** A leaf hash of our own for the tests: it covers every field of the event. Pure. */
export const plainLeafHash: LeafHash = ({
  position,
  stream,
  revision,
  type,
  id,
  recordedAt,
  dataBytes,
  metadataBytes,
}) => {
  const head = JSON.stringify([position, stream, revision, type, id, recordedAt, dataBytes.length]);
  return createHash('sha256').update(head).update(dataBytes).update(metadataBytes).digest();
};

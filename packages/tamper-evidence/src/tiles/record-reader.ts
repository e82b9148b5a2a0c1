import type { LogReader } from '../store/log-store.ts';
import type { RecordAt } from '../verify/describe.ts';
import { decodeBundle } from './bundle.ts';
import { tilePath, tileWidth, tileWidthAt } from './tile-path.ts';

/**
 * Reads leaf records from the entry bundles of a log of `size` leaves, the last bundle kept at hand.
 * A bundle that is not there gives `undefined`. @throws BundleFormatError for one that is damaged.
 */
export const recordReader = (log: LogReader, size: number): RecordAt => {
  let kept: { readonly index: number; readonly records: readonly Uint8Array[] } | undefined;
  return async (at) => {
    if (at >= size) return undefined;
    const index = Math.floor(at / tileWidth);
    if (kept?.index !== index) kept = { index, records: await readBundle(log, index, size) };
    return kept.records[at % tileWidth];
  };
};

const readBundle = async (log: LogReader, index: number, size: number): Promise<readonly Uint8Array[]> => {
  const width = tileWidthAt(0, index, size);
  const partial = await log.read(tilePath({ level: 'entries', index, width }));
  const bytes = partial ?? (await log.read(tilePath({ level: 'entries', index, width: tileWidth })));
  return bytes === undefined ? [] : decodeBundle(bytes);
};

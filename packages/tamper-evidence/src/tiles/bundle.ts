import { BundleFormatError } from '../errors.ts';
import { leafBytesMax } from '../leaf/leaf.ts';
import { tileWidth } from './tile-path.ts';

const lengthBytes = 2;

/** Leaf records as an entry bundle: each behind its length in 16 bits, big-endian (c2sp.org/tlog-tiles). Pure. */
export const encodeBundle = (records: readonly Uint8Array[]): Buffer =>
  Buffer.concat(records.flatMap((record) => [lengthOf(record), record]));

const lengthOf = (record: Uint8Array): Buffer => {
  if (record.length > leafBytesMax)
    throw new BundleFormatError(`a record of ${record.length} bytes does not fit`, 0);
  const length = Buffer.allocUnsafe(lengthBytes);
  length.writeUInt16BE(record.length);
  return length;
};

/** The leaf records of an entry bundle. Pure. @throws BundleFormatError with the place of the fault. */
export const decodeBundle = (bundle: Uint8Array): Uint8Array[] => {
  const bytes = Buffer.from(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + lengthBytes > bytes.length) throw new BundleFormatError('a length is cut off', at);
    const end = at + lengthBytes + bytes.readUInt16BE(at);
    if (end > bytes.length) throw new BundleFormatError(`record ${records.length} is cut off`, at);
    records.push(bytes.subarray(at + lengthBytes, end));
    at = end;
  }
  if (records.length > tileWidth)
    throw new BundleFormatError(`${records.length} records are too many`, bytes.length);
  return records;
};

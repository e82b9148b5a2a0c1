import { LeafFormatError } from '../errors.ts';
import { hashSize } from '../tree/hash.ts';
import { leafFormatVersion, type Leaf } from './leaf.ts';

/**
 * Reads a record back. Pure. Refuses whatever `encodeLeaf` would not have written, so a record has one meaning.
 * @throws LeafFormatError with the place of the fault.
 */
export const decodeLeaf = (record: Uint8Array): Leaf => {
  const reader = new RecordReader(record);
  reader.version();
  const position = reader.count('position');
  const stream = reader.text('stream');
  const revision = reader.count('revision');
  const type = reader.text('type');
  const id = reader.text('id');
  const recordedAt = reader.text('recordedAt');
  const dataHash = reader.take(hashSize, 'dataHash');
  const metadataHash = reader.take(hashSize, 'metadataHash');
  reader.end();
  return { position, stream, revision, type, id, recordedAt, dataHash, metadataHash };
};

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

class RecordReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes);
  }

  take(length: number, field: string): Buffer {
    if (this.#at + length > this.#bytes.length) throw new LeafFormatError(`${field} is cut off`, this.#at);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  version(): void {
    const version = this.take(1, 'the version')[0];
    if (version !== leafFormatVersion) throw new LeafFormatError(`unknown version ${version}`, 0);
  }

  count(field: string): number {
    const value = this.take(8, field).readBigUInt64BE();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new LeafFormatError(`${field} ${value} is not a safe integer`, this.#at - 8);
    }
    return Number(value);
  }

  text(field: string): string {
    const bytes = this.take(this.take(2, field).readUInt16BE(), field);
    try {
      return strictUtf8.decode(bytes);
    } catch (cause) {
      throw new LeafFormatError(`${field} is not UTF-8`, this.#at - bytes.length, { cause });
    }
  }

  end(): void {
    if (this.#at !== this.#bytes.length) {
      throw new LeafFormatError(`${this.#bytes.length - this.#at} bytes too many`, this.#at);
    }
  }
}

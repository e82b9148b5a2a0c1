import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { EmptyFileError, FileTooLargeError } from '../errors.ts';

export interface Received {
  readonly digest: string;
  readonly sizeBytes: number;
}

/**
 * Writes a stream into a new file and makes it durable, counting and digesting as it comes. Stops reading at the first byte
 * too many. @throws FileTooLargeError, EmptyFileError, and what the stream throws.
 */
export const receive = async (
  path: string,
  content: AsyncIterable<Uint8Array>,
  bytesMax: number,
): Promise<Received> => {
  await using file = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of content) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > bytesMax) throw new FileTooLargeError(bytesMax);
    hash.update(chunk);
    await file.writeFile(chunk);
  }
  if (sizeBytes === 0) throw new EmptyFileError();
  await file.sync();
  return { digest: hash.digest('hex'), sizeBytes };
};

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Takes the text of a file, piece by piece. */
export interface Output {
  /** Resolves when more may be written. */
  write(text: string): Promise<void>;
}

/** Where a file is written until it is whole. Pure. */
const asideOf = (path: string): string => `${path}.part`;

const synced = async (path: string): Promise<void> => {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Pieces are gathered until it is worth a write. In UTF-16 units. */
const pieceLength = 64 * 1024;

class Gathered implements Output {
  readonly #to: Writable;
  readonly #signal: AbortSignal | undefined;
  #text = '';

  /** `signal`: aborts when nobody takes any more. */
  constructor(to: Writable, signal?: AbortSignal) {
    this.#to = to;
    this.#signal = signal;
  }

  async write(text: string): Promise<void> {
    this.#text += text;
    if (this.#text.length >= pieceLength) await this.flush();
  }

  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    this.#signal?.throwIfAborted();
    if (text !== '' && !this.#to.write(text))
      await once(this.#to, 'drain', this.#signal && { signal: this.#signal });
  }
}

const filled = async <Result>(path: string, isPacked: boolean, fill: (output: Output) => Promise<Result>) => {
  const file = createWriteStream(path);
  const closed = new Promise((resolve) => file.once('close', resolve));
  const packer = isPacked ? createGzip() : undefined;
  const done = packer ? pipeline(packer, file) : finished(file);
  // Told below; until then a failure must not go unheard.
  done.catch(() => undefined);
  const target: Writable = packer ?? file;
  try {
    const output = new Gathered(target);
    const result = await Promise.race([fill(output), done.then((): never => never())]);
    await output.flush();
    target.end();
    await done;
    return result;
  } catch (error) {
    target.destroy();
    file.destroy();
    // It may be opened, and so made, only now: whoever removes it must come later.
    await closed;
    throw error;
  }
};

const never = (): never => {
  throw new Error('a file was closed while it was being written');
};

/**
 * Makes a file whole or not at all: what `make` writes beside it takes its name only at the end, and is gone when anything fails or the work is
 * stopped. Not pure. @throws what `make` throws, and what the file system says
 */
export const madeAside = async <Result>(
  path: string,
  make: (aside: string) => Promise<Result>,
): Promise<Result> => {
  const aside = asideOf(path);
  await rm(aside, { recursive: true, force: true });
  try {
    const result = await make(aside);
    await rename(aside, path);
    return result;
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
};

/** Writes a text file whole or not at all, packed with gzip when its name ends in `.gz`. Not pure. @throws as madeAside does */
export const writeTextFile = <Result>(
  path: string,
  fill: (output: Output) => Promise<Result>,
): Promise<Result> =>
  madeAside(path, async (aside) => {
    const result = await filled(aside, path.endsWith('.gz'), fill);
    await synced(aside);
    return result;
  });

/**
 * A text as a stream of bytes, packed with gzip or not, written as fast as it is taken. Whoever destroys the stream stops the writing through
 * the signal; what `fill` throws is the stream's error. Not pure.
 */
export const textStream = (
  fill: (output: Output, signal: AbortSignal) => Promise<void>,
  { isPacked }: { readonly isPacked: boolean },
): Readable => {
  const target = isPacked ? createGzip() : new PassThrough();
  const closed = new AbortController();
  target.once('close', () => closed.abort());
  const write = async (): Promise<void> => {
    const output = new Gathered(target, closed.signal);
    await fill(output, closed.signal);
    await output.flush();
    target.end();
  };
  write().catch((error: unknown) => {
    if (!closed.signal.aborted) target.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return target;
};

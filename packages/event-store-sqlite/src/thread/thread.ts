/** The thread that writes a ledger: one transaction a message, answered with what it came to. */
import { parentPort, workerData } from 'node:worker_threads';
import { openWriting } from '../schema.ts';
import type { LeafHash } from '../leaf.ts';
import { Writer, type Group } from '../writer.ts';
import { carry, carryAll } from './carried.ts';

/** What the thread is started with. */
export interface ThreadData {
  readonly path: string;
  readonly lockWaitMs: number;
  readonly fileBytesMax?: number | undefined;
  /** The module and the name of the function that makes leaf hashes: a function itself cannot cross. */
  readonly leafHash?: { readonly module: string; readonly name: string } | undefined;
}

if (parentPort) {
  const port = parentPort;
  const { path, leafHash, ...options } = workerData as ThreadData;
  const hashes = leafHash && ((await import(leafHash.module)) as Record<string, LeafHash>);
  const db = openWriting(path, options);
  const writer = new Writer(db, path, leafHash && hashes?.[leafHash.name]);
  port.on('message', (groups: readonly Group[] | 'close') => {
    if (groups === 'close') {
      db.close();
      port.close();
      return;
    }
    try {
      port.postMessage(carryAll(writer.write(groups)));
    } catch (error) {
      port.postMessage({ carried: carry(error) });
    }
  });
}

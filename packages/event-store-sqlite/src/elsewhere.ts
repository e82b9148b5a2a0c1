import { readInBatches, type Elsewhere, type OpenElsewhere } from '@caselog/event-store';
import { Reader } from './reader.ts';
import { openReading } from './schema.ts';

/** A ledger file, to be read. */
interface Place {
  readonly path: string;
  readonly lockWaitMs: number;
}

/** Tells another thread how to open a ledger file. Pure. */
export const elsewhere = (params: Place): Elsewhere => ({ module: import.meta.url, params });

/** Opens a ledger file for a thread that does nothing else: it lets nobody run between batches. Throws the classes of errors.ts. */
export const openElsewhere: OpenElsewhere<Place> = ({ path, lockWaitMs }) => {
  const db = openReading(path, lockWaitMs);
  const reader = new Reader(db, path);
  return {
    readAll: (options) => readInBatches((request) => reader.scan(request), options),
    close: () => db.close(),
  };
};

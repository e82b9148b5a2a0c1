import { explaining } from './errors.ts';
import { openReading } from './schema.ts';

/**
 * What SQLite finds wrong with a ledger's file: damaged pages, and rows that an index lacks or holds too much of, so that a stream would be
 * read wrong although every event is there. Empty when all is well. Reads the whole file, about 100 MB a second, and waits for no writer.
 * Throws the classes of errors.ts when the file cannot be read at all.
 */
export function checkFile(path: string, faultsMax = 100): readonly string[] {
  return explaining(path, () => {
    const db = openReading(path, 5000);
    try {
      const found = db.prepare(`PRAGMA integrity_check(${faultsMax})`).all();
      // One row may hold several lines.
      const lines = found.flatMap((row) => String(row['integrity_check']).split('\n'));
      return lines.filter((line) => line !== 'ok' && line.trim() !== '');
    } finally {
      db.close();
    }
  });
}

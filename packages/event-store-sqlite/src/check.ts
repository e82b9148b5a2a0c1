import type { DatabaseSync } from 'node:sqlite';
import { explaining } from './errors.ts';
import { openReading } from './schema.ts';

/** Something that is wrong with a ledger's file, and with which event, where that can be told. */
export interface FileFault {
  readonly stream?: string;
  readonly revision?: number;
  readonly problem: string;
}

function damageOf(db: DatabaseSync, faultsMax: number): readonly FileFault[] {
  const found = db.prepare(`PRAGMA integrity_check(${faultsMax})`).all();
  // One row may hold several lines.
  const lines = found.flatMap((row) => String(row['integrity_check']).split('\n'));
  return lines
    .filter((line) => line !== 'ok' && line.trim() !== '')
    .map((line) => ({ problem: `the file: ${line}` }));
}

/** Events before the first position: no reader ever sees them. */
function misplaced(db: DatabaseSync, faultsMax: number): readonly FileFault[] {
  const found = db.prepare(
    `SELECT CAST(e.position AS TEXT) AS position, coalesce(s.name, '') AS stream, CAST(e.revision AS TEXT) AS revision
     FROM events e LEFT JOIN streams s ON s.id = e.stream WHERE e.position < 1 LIMIT ?`,
  );
  return found.all(faultsMax).map(({ position, stream, revision }) => ({
    stream: String(stream),
    revision: Number(revision),
    problem: `it stands at position ${String(position)}, before the first`,
  }));
}

/**
 * What is wrong with a ledger's file and no read would show: damaged pages, rows that an index lacks or holds too much of (a stream would be
 * read wrong although every event is there), events at impossible positions. Empty when all is well. Reads the whole file, about 100 MB a
 * second, and waits for no writer. Throws the classes of errors.ts when the file cannot be read at all.
 */
export function checkFile(path: string, faultsMax = 100): readonly FileFault[] {
  return explaining(path, () => {
    const db = openReading(path, 5000);
    try {
      return [...misplaced(db, faultsMax), ...damageOf(db, faultsMax)];
    } finally {
      db.close();
    }
  });
}

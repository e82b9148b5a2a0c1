import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keeps a signed checkpoint under the number of events it covers, twelve digits, so that names sort. A copy once made is never overwritten. */
export const keepCopy = (folder: string, size: number, note: string): void => {
  const name = `${String(size).padStart(12, '0')}.checkpoint`;
  try {
    writeFileSync(join(folder, name), note, { flag: 'wx' });
  } catch (error) {
    // Signed before, by a notary that died before it could say so: Ed25519 gives the same signature again.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
};

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for the files of one test. */
export interface Files {
  readonly folder: string;
  readonly path: (name: string) => string;
  readonly write: (name: string, content: string | Uint8Array) => string;
  readonly close: () => void;
}

export const openFiles = (): Files => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-log-formats-'));
  const path = (name: string): string => join(folder, name);
  return {
    folder,
    path,
    write(name, content) {
      writeFileSync(path(name), content);
      return path(name);
    },
    close: () => rmSync(folder, { recursive: true }),
  };
};

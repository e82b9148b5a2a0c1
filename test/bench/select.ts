import { globSync } from 'node:fs';
import { basename } from 'node:path';

const places = ['packages/*/bench/*.ts', 'services/*/bench/*.ts', 'test/bench/cases/*.ts'];

/** Every file below `root` that stands where benches stand, sorted. */
export const benchFiles = (root: string): string[] =>
  globSync(places, { cwd: root, exclude: (path) => path.includes('node_modules') }).toSorted();

const isNamed = (file: string, filter: string) => basename(file, '.ts').includes(filter);

/** Those to run: all, or those whose path holds the filter; a `*.long.ts` only when the filter is in its own name. Pure. */
export const select = (files: readonly string[], filter = ''): string[] =>
  files.filter((file) =>
    file.endsWith('.long.ts') ? filter !== '' && isNamed(file, filter) : file.includes(filter),
  );

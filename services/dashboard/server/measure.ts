import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesOf, manifestIn } from './manifest.ts';

/** What a browser loads for something, and where it lies. */
export interface Load {
  readonly name: string;
  readonly files: readonly string[];
}

/** The shell that every page needs, and each page with it. */
export const loadsOf = async (bundle: string): Promise<readonly Load[]> => {
  const html = await readFile(join(bundle, 'index.html'), 'utf8');
  const manifest = await manifestIn(bundle);
  const shell = [...html.matchAll(/assets\/[\w.-]+\.(?:js|css)/g)].map(([file]) => file);
  const pages = Object.entries(manifest).flatMap(([key, { isDynamicEntry }]) => {
    const page = /^src\/(?:pages\/)?(.+)\.tsx?$/.exec(key)?.[1];
    return isDynamicEntry && page !== undefined ? [{ name: page, own: [...filesOf(manifest, key)] }] : [];
  });
  const at = (files: readonly string[]) => [...new Set(files)].map((file) => join(bundle, file));
  return [
    { name: 'the shell', files: at(shell) },
    ...pages.map(({ name, own }) => ({ name, files: at([...shell, ...own]) })),
  ];
};

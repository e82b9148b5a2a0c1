import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesOf, manifestIn, type Manifest } from './manifest.ts';
import { basePath } from './places.ts';

const hint = (file: string): string =>
  file.endsWith('.css')
    ? `<link rel="preload" as="style" crossorigin href="${basePath}${file}">`
    : `<link rel="modulepreload" crossorigin href="${basePath}${file}">`;

/** The lazy parts of each page by its folder's name, as hints for the HTML's head, so that they come with the first answer. Pure. */
const hintsByPage = (manifest: Manifest, html: string): ReadonlyMap<string, string> => {
  const hints = new Map<string, string>();
  for (const [key, { isDynamicEntry }] of Object.entries(manifest)) {
    const page = /^src\/pages\/([^/]+)\//.exec(key)?.[1];
    if (page === undefined || isDynamicEntry !== true) continue;
    const files = [...filesOf(manifest, key)].filter((file) => !html.includes(file));
    hints.set(page, (hints.get(page) ?? '') + files.map(hint).join(''));
  }
  return hints;
};

/** The HTML for a path below the app's: the same everywhere, but for hints at what that page will load. */
export const readPage = async (bundle: string): Promise<(path: string) => string> => {
  const html = await readFile(join(bundle, 'index.html'), 'utf8');
  const hints = hintsByPage(await manifestIn(bundle), html);
  return (path) => html.replace('</head>', `${hints.get(path.split('/')[0] ?? '') ?? ''}</head>`);
};

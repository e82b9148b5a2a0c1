import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { firstAsked, needsPlots, type Visit } from './first-asked.ts';
import { filesOf, manifestIn, type Manifest } from './manifest.ts';
import { basePath } from './places.ts';
import { inLanguageOf } from './reader-language.ts';

const hint = (file: string): string =>
  file.endsWith('.css')
    ? `<link rel="preload" as="style" crossorigin href="${basePath}${file}">`
    : `<link rel="modulepreload" crossorigin href="${basePath}${file}">`;

const dataHint = (address: string): string =>
  `<link rel="preload" as="fetch" crossorigin href="${address.replaceAll('&', '&amp;')}">`;

/** What is loaded lazily from below `src/pages`, by its folder there, without what the HTML names itself. Pure. */
const lazyFiles = (manifest: Manifest, html: string): ReadonlyMap<string, readonly string[]> => {
  const byFolder = new Map<string, string[]>();
  for (const [key, { isDynamicEntry }] of Object.entries(manifest)) {
    const folder = /^src\/pages\/(.+)\/[^/]+$/.exec(key)?.[1];
    if (folder === undefined || isDynamicEntry !== true) continue;
    const files = [...filesOf(manifest, key)].filter((file) => !html.includes(file));
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), ...files]);
  }
  return byFolder;
};

/** Hints at a visit's code, so that it comes with the first answer: all of the page's own, and plots where its board draws any. Pure. */
const codeHints = (lazy: ReadonlyMap<string, readonly string[]>, visit: Visit): string => {
  const [page = ''] = visit.path.split('/');
  const folders = [...lazy.keys()].filter(
    (folder) => `${folder}/`.startsWith(`${page}/`) && (!folder.endsWith('/plots') || needsPlots(visit)),
  );
  const files = new Set(folders.flatMap((folder) => lazy.get(folder)!));
  return [...files].map(hint).join('');
};

/** The HTML for a visit: the same everywhere, but for its language and for hints at what that page will load. */
export const readPage = async (bundle: string): Promise<(visit: Visit) => string> => {
  const html = await readFile(join(bundle, 'index.html'), 'utf8');
  const lazy = lazyFiles(await manifestIn(bundle), html);
  return (visit) => {
    const asked = ['/session', ...(visit.hasSession ? firstAsked(visit) : [])];
    return inLanguageOf(html, visit).replace(
      '</head>',
      `${codeHints(lazy, visit)}${asked.map(dataHint).join('')}</head>`,
    );
  };
};

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

/** Which addresses of the API a page asks first, to the letter: what is asked for beside the scripts is there when they run. Pure. */
const firstAsked = (path: string): readonly string[] => {
  const [page, id, ...rest] = path.split('/');
  if (page === 'queue' && id === undefined) return ['/queue?sort=priority&limit=100', '/queue/facets'];
  const isTicket = page === 'tickets' && rest.length === 0 && /^[0-9a-f-]{36}$/.test(id ?? '');
  return isTicket ? [`/tickets/${id}`] : [];
};

const dataHint = (address: string): string =>
  `<link rel="preload" as="fetch" crossorigin href="${address.replaceAll('&', '&amp;')}">`;

export interface Visit {
  /** Below the app's own path. */
  readonly path: string;
  /** Whether the browser brings a session: without one there is nothing to ask. */
  readonly hasSession: boolean;
  /** Filters and the like are the page's own business. */
  readonly hasSearch: boolean;
}

/** The HTML for a visit: the same everywhere, but for hints at what that page will load. */
export const readPage = async (bundle: string): Promise<(visit: Visit) => string> => {
  const html = await readFile(join(bundle, 'index.html'), 'utf8');
  const hints = hintsByPage(await manifestIn(bundle), html);
  return ({ path, hasSession, hasSearch }) => {
    const asked = ['/session', ...(hasSession && !hasSearch ? firstAsked(path) : [])];
    const code = hints.get(path.split('/')[0] ?? '') ?? '';
    return html.replace('</head>', `${code}${asked.map(dataHint).join('')}</head>`);
  };
};

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ApiServer } from '@caselog/api';

const folder = fileURLToPath(new URL('../page/', import.meta.url));

const files: readonly { readonly url: string; readonly file: string; readonly type: string }[] = [
  { url: '/', file: 'index.html', type: 'text/html; charset=utf-8' },
  ...['page.js', 'dom.js', 'live.js', 'flow.js', 'queue.js', 'ticket.js'].map((file) => ({
    url: `/${file}`,
    file,
    type: 'text/javascript; charset=utf-8',
  })),
  { url: '/page.css', file: 'page.css', type: 'text/css; charset=utf-8' },
  { url: '/icon.svg', file: 'icon.svg', type: 'image/svg+xml' },
];

/** Serves the page's few files, read once. They hold no data and ask nobody who they are. */
export const servePage = async (app: ApiServer): Promise<void> => {
  for (const { url, file, type } of files) {
    const content = await readFile(folder + file);
    app.get(url, { config: { access: 'public' }, schema: { hide: true } }, (_, reply) =>
      reply.type(type).header('cache-control', 'no-cache').send(content),
    );
  }
};

import { hash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from './places.ts';

/** Everything a bundle is made of. */
const sources = [
  'services/dashboard/{index.html,package.json}',
  'services/dashboard/{src,server}/**/*',
  'packages/{api-contract,discovery,policy,registers,sla,ticket,ticket-clock,words}/{package.json,src/**/*}',
  'pnpm-lock.yaml',
];

/** The hash of all sources of the web app: equal hashes, equal bundles. */
export const hashOfSources = async (): Promise<string> => {
  const found = await Array.fromAsync(glob(sources, { cwd: checkout, withFileTypes: true }));
  const paths = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const files = await Promise.all(
    paths
      .toSorted()
      .map(async (path) => `${path.slice(checkout.length)} ${hash('sha256', await readFile(path))}`),
  );
  return hash('sha256', files.join('\n')).slice(0, 16);
};

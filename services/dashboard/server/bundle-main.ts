/** Writes a bundle into the folder named on the command line. A process of its own: a build takes memory that no server gives back. */
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';
import { viteConfig } from './vite-config.ts';

const [outDir] = process.argv.slice(2);
if (outDir === undefined) throw new Error('name the folder to write to');
await build(await viteConfig(outDir));

// Each text beside itself in both encodings browsers take, so that serving costs nothing.
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
for await (const name of glob('**/*.{js,css,svg}', { cwd: outDir })) {
  const path = join(outDir, name);
  const text = await readFile(path);
  await writeFile(`${path}.br`, await promisify(brotliCompress)(text, quality));
  await writeFile(`${path}.gz`, await promisify(gzip)(text));
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isDynamicEntry: z.boolean().optional(),
    imports: z.array(z.string()).optional(),
    css: z.array(z.string()).optional(),
  }),
);
/** What Vite says of a bundle: each source's file and what it needs. */
export type Manifest = z.infer<typeof manifestSchema>;

export const manifestIn = async (bundle: string): Promise<Manifest> =>
  manifestSchema.parse(JSON.parse(await readFile(join(bundle, 'manifest.json'), 'utf8')));

/** The files of a source and of all it imports at once. Pure. */
export const filesOf = (manifest: Manifest, key: string, seen = new Set<string>()): Set<string> => {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const style of chunk.css ?? []) seen.add(style);
  for (const imported of chunk.imports ?? []) filesOf(manifest, imported, seen);
  return seen;
};

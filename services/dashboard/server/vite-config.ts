import type { InlineConfig } from 'vite';
import { basePath, folder } from './places.ts';
import { layOutStatechart } from './statechart.ts';

/** How the bundle is made. `outDir` is written anew. */
export const viteConfig = async (outDir: string): Promise<InlineConfig> => ({
  root: folder,
  base: basePath,
  configFile: false,
  publicDir: false,
  envDir: false,
  logLevel: 'error',
  define: { STATECHART_LAYOUT: JSON.stringify(await layOutStatechart()) },
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2023',
    manifest: 'manifest.json',
    reportCompressedSize: false,
    // Inlined pictures are data: addresses, which the content security policy forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});

import type { InlineConfig } from 'vite';
import { basePath, folder } from './places.ts';

/** How the bundle is made. `outDir` is written anew. */
export const viteConfig = (outDir: string): InlineConfig => ({
  root: folder,
  base: basePath,
  configFile: false,
  publicDir: false,
  envDir: false,
  logLevel: 'error',
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

import { fileURLToPath } from 'node:url';

/** The service's own folder, and that of the whole checkout. */
export const folder = fileURLToPath(new URL('../', import.meta.url));
export const checkout = fileURLToPath(new URL('../../../', import.meta.url));

/** Where finished bundles are kept, one folder each, named by the hash of what they were made of. */
export const bundles = fileURLToPath(new URL('../../../node_modules/.cache/caselog/web/', import.meta.url));

/** Under which path the app is served; the API has the rest. */
export const basePath = '/app/';

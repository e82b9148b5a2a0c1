import { resolve } from 'node:path';

/** The checkout. */
export const root = resolve(import.meta.dirname, '..');

/** Where the tools stand that the project installs, its Node among them. */
export const bin = resolve(root, 'node_modules/.bin');

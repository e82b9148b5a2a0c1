export * from './errors.ts';
export type { KurrentStoreOptions, Retry } from './settings.ts';
export { connectKurrentStore } from './store.ts';

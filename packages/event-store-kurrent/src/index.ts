export * from './errors.ts';
export type { KurrentStoreOptions, Retry } from './settings.ts';
export type { RawEvent, RawOptions } from './raw.ts';
export { connectKurrentStore, type KurrentStore } from './store.ts';

export { checkFile, type FileFault } from './check.ts';
export * from './errors.ts';
export type { LeafHash, RawEvent } from './leaf.ts';
export { openSqliteStore } from './store.ts';
export type { RawOptions, SqliteStore, SqliteStoreOptions } from './store.ts';

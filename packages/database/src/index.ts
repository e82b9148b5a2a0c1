export * from './bulk.ts';
export * from './errors.ts';
export * from './open.ts';
export * from './quarantine/files.ts';
export * from './quarantine/store.ts';
export * from './quarantine/tables.ts';
export * from './schema.ts';

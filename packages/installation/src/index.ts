export * from './ledger.ts';
export * from './broadcast.ts';

export * from './ledger.ts';
export * from './broadcast.ts';
export * from './evidence.ts';
export * from './notary.ts';
export * from './new-origin.ts';
export * from './ledger-url.ts';
export * from './identity.ts';
export * from './oidc-flags.ts';

export * from './ledger.ts';
export * from './synthetic.ts';

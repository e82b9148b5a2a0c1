export * from './home.ts';
export * from './secret.ts';
export * from './log.ts';
export * from './run.ts';
export * from './farewell.ts';
export * from './flags.ts';
export * from './serve-numbers.ts';

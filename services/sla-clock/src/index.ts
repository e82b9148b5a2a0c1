export * from './book.ts';
export * from './clock.ts';
export * from './commands.ts';
export type * from './options.ts';

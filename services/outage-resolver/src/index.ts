export * from './book.ts';
export * from './resolver.ts';
export type { OutageResolverOptions } from './work.ts';

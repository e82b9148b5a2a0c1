export * from './book.ts';
export * from './resolver.ts';

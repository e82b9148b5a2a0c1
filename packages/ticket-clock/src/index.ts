export * from './facts.ts';
export * from './clock.ts';
export * from './due.ts';
export * from './explain.ts';
export * from './promise.ts';

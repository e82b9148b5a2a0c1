export * from './errors.ts';
export * from './hash.ts';
export * from './leaf.ts';
export * from './leaf-reader.ts';

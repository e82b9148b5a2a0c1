export { catalogs } from './catalogs/index.ts';
export { directionOf, languages, nativeNames, negotiate } from './languages.ts';
export type { Direction, Language } from './languages.ts';
export type { Catalog, MessageKey, Messages } from './messages.ts';
export { pseudo } from './pseudo.ts';
export { createWords, wordsIn, type Words } from './words.ts';

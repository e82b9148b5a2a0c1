export { runNotary, type NotaryOptions } from './notary.ts';

export * from './errors.ts';
export * from './media-types.ts';
export * from './folder/folder.ts';
export type * from './port.ts';

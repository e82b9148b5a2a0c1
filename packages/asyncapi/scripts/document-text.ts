import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { asyncApiDocument } from '../src/index.ts';

/** Where the document is kept. */
export const documentPath = fileURLToPath(new URL('../../../docs/asyncapi.json', import.meta.url));

/** The document as its file has it. */
export const documentText = (): Promise<string> =>
  format(JSON.stringify(asyncApiDocument()), { parser: 'json', printWidth: 110 });

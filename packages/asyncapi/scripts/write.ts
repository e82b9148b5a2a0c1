import { writeFile } from 'node:fs/promises';
import { documentPath, documentText } from './document-text.ts';

await writeFile(documentPath, await documentText());
